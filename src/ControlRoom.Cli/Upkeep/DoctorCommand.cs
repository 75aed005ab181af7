using System.CommandLine;
using System.Globalization;
using System.Text;
using ControlRoom.Cli.Shared;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Cli.Upkeep;

/// <summary><c>controlroom doctor</c>: is this installation fit to run?</summary>
public static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Examines settings, disk, keys, tools and the database; changes nothing. Exit code 0 fine, 1 something failed, 3 the database does not answer.");
        command.SetAction((parsed, ct) => Terminal.Look<Diagnosis>(parsed, async (services, token) => await services.GetRequiredService<Doctor>().Examine(token), Say, d => d.ExitCode, ct));
        return command;
    }

    private static string Say(Diagnosis diagnosis)
    {
        var text = new StringBuilder();
        foreach (var check in diagnosis.Checks) text.Append(CultureInfo.InvariantCulture, $"{Word.Of(check.Health),-12}{check.Name,-15}{check.Finding}\n");
        return text.Append(diagnosis.Health switch { Health.Ok => "Everything is fine.", Health.Warning => "It works; look at the warnings.", _ => "It is not fit to run." }).ToString();
    }
}
