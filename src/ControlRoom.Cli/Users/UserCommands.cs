using System.CommandLine;
using ControlRoom.Cli.Shared;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Cli.Users;

/// <summary><c>controlroom user create</c>: the way in for the first administrator.</summary>
public static class UserCommands
{
    public static Command All() => new("user", "Accounts.") { Create() };

    private static Command Create()
    {
        var email = new Option<string>("--email") { Description = "Address to sign in with.", Required = true };
        var name = new Option<string>("--name") { Description = "Full name.", Required = true };
        var role = new Option<string>("--role") { Description = "ADMIN, MANAGER, AUDITOR, OPERATOR or VIEWER.", Required = true };
        var password = new Option<string?>("--password") { Description = "Without it the password is read from standard input, where no process list shows it." };
        var badge = new Option<string?>("--badge") { Description = "Badge code." };
        var command = new Command("create", "Opens an account.") { email, name, role, password, badge };
        command.SetAction((parsed, ct) =>
        {
            var wanted = new CreateUser(parsed.GetValue(email), parsed.GetValue(name), Word.TryParse<Role>(parsed.GetValue(role)?.ToUpperInvariant(), out var known) ? known : null,
                parsed.GetValue(password) ?? ReadPassword(), parsed.GetValue(badge));
            return Terminal.Execute(parsed, (services, caller, token) => services.GetRequiredService<CreateUserHandler>().Handle(wanted, caller, token),
                user => $"Created {user.Email} ({Word.Of(user.Role)}, ID: {user.Id}).", ct);
        });
        return command;
    }

    private static string? ReadPassword()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine();
        Console.Error.Write("Password: ");
        var typed = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
