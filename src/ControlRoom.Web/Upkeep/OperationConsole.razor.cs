using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Host;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Upkeep;

/// <summary>Everything that cannot be undone, with its rule; each can be looked at first, in the words of the command line.</summary>
public sealed partial class OperationConsole
{
    private ProtectedAct chosen = default!;
    private Role role = Role.Viewer;
    private string typed = "";
    private string? said;
    private IReadOnlyList<string> looked = [];
    private IReadOnlyList<string>? asked;

    [Inject] public DestructiveOperations Operations { get; set; } = default!;
    [Inject] public OperationRunner Runner { get; set; } = default!;
    [Inject] public EnvironmentFacts Facts { get; set; } = default!;
    [Inject] public PlantOptions Plant { get; set; } = default!;

    private IReadOnlyList<string> Selectors => chosen is DestructiveOperation { OnlyTarget: { } only } ? [only] : typed.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    protected override async Task Prepare()
    {
        chosen ??= Operations.Acts[0];
        role = (await Callers.Now()).Role;
    }

    private static string Who(ProtectedAct act) => act is DestructiveOperation operation ? string.Join(", ", Permissions.Roles(operation.Permission).Select(r => Words.Role(Word.Of(r)))) : Ui.Text("Console.Cli");

    private string? Keys(int index)
    {
        var at = Operations.Acts.ToList().IndexOf(chosen);
        return index == at + 1 ? "J" : index == at - 1 ? "K" : null;
    }

    private void Choose(ProtectedAct act) => (chosen, typed, looked, said, Refusal) = (act, "", [], null, null);

    private void Type(string text) => (typed, looked) = (text, []);

    private void Ask() => (asked, said) = (Selectors, null);

    /// <summary>What would happen, as the command line says it; nothing is written.</summary>
    private async Task Look()
    {
        var (request, caller) = (new OperationRequest(chosen.Name, Selectors) { DryRun = true }, await Callers.Now());
        var plan = await Runner.Plan(request, caller, CancellationToken.None);
        (Refusal, looked) = (plan.Refusal, []);
        if (!plan.Done) return;
        var report = await Runner.Run(request, caller, NobodyToAsk.Instance, plan.Value, CancellationToken.None);
        Refusal = report.Refusal ?? report.Value?.WhyNothing;
        if (Refusal is null) looked = [.. OperationText.Safety(plan.Value, Marks.Unicode), .. OperationText.Warning(plan.Value, Marks.Unicode), .. OperationText.Result(plan.Value.Operation, report.Value!, Marks.Unicode)];
    }
}
