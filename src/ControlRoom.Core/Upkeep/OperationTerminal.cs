using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep;

/// <summary>A terminal, or what stands in for one.</summary>
/// <param name="Interactive">A person can be asked.</param>
/// <param name="Json">One JSON object on <paramref name="Out"/>, nothing else.</param>
public sealed record Screen(TextReader In, TextWriter Out, TextWriter Error, bool Interactive, bool Json, Marks Marks);

/// <summary>A destructive operation on a command line: shows, asks, tells how it ended, and gives the exit code.</summary>
public sealed class OperationTerminal(OperationRunner runner, Screen screen) : IOperationDesk
{
    /// <summary>Smaller batches are over before anybody wonders.</summary>
    private const int ProgressFrom = 20, ProgressEvery = 10;

    public async Task<int> Run(DestructiveOperation operation, OperationRequest request, Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var outcome = await runner.Run(request, caller, this, null, ct);
        if (!outcome.Done) return Refuse(operation, request, outcome.Refusal);
        var report = outcome.Value;
        if (screen.Json) Write(report);
        else if (report.Status == OperationReport.Cancelled) screen.Out.WriteLine(OperationText.Text("Cancelled"));
        else if (report.Status != OperationReport.Error) Lines(screen.Out, OperationText.Result(operation, report, screen.Marks));
        else if (report.TargetsSkipped > 0) Lines(screen.Error, OperationText.Refused(operation, report.Skipped, screen.Marks));
        else Lines(screen.Error, report.Failed.Select(f => OperationText.Text("Error", f.Message)));
        return report.ExitCode;
    }

    public void Show(OperationPlan plan)
    {
        if (screen.Json || plan.Safe.Count == 0) return;
        Lines(screen.Out, OperationText.Safety(plan, screen.Marks).Concat(OperationText.Warning(plan, screen.Marks)));
    }

    public async Task<Outcome<string>?> Ask(OperationPlan plan, CancellationToken ct)
    {
        if (!screen.Interactive) return Refusal.Malformed("CONFIRMATION_REQUIRED");
        if (await Asked(screen, ct)) return "prompt";
        return null;
    }

    /// <summary>Asks until the answer is a consent or none.</summary>
    public static async Task<bool> Asked(Screen screen, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(screen);
        // A question is no part of the one JSON object.
        var to = screen.Json ? screen.Error : screen.Out;
        var confirmation = new Confirmation();
        for (var left = Confirmation.Attempts - 1; ; left--)
        {
            await to.WriteAsync(OperationText.Text("Question"));
            await to.FlushAsync(ct);
            var answer = confirmation.Answer(await screen.In.ReadLineAsync(ct));
            if (answer != Consent.AskAgain) return answer == Consent.Given;
            await to.WriteLineAsync(left == 1 ? OperationText.Text("Again.1") : OperationText.Text("Again", left));
        }
    }

    public void Progress(int done, int of)
    {
        if (of >= ProgressFrom && (done % ProgressEvery == 0 || done == of)) screen.Error.WriteLine(OperationText.Text("Progress", done, of));
    }

    /// <summary>Nothing could be looked at: the same object, with nothing in it but the reason.</summary>
    public int Refuse(DestructiveOperation operation, OperationRequest request, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var code = refusal.Kind == RefusalKind.Unavailable ? 3 : 1;
        var sentence = refusal.Code == "CONFIRMATION_REQUIRED" ? OperationText.Text("NotTty") : refusal.Code == "NOT_FOUND" ? NotFound(operation, refusal) : $"{refusal.Detail()} {refusal.Guidance()}".TrimEnd();
        if (screen.Json) Write(runner.Nothing(operation, refusal, sentence, code));
        else screen.Error.WriteLine(OperationText.Text("Error", sentence));
        return code;
    }

    private static string NotFound(DestructiveOperation operation, Refusal refusal) =>
        OperationText.Text("NotFound", OperationText.Title(operation), Convert.ToString(refusal.Args["selector"], CultureInfo.InvariantCulture) ?? "");

    private void Write(OperationReport report) => screen.Out.WriteLine(JsonSerializer.Serialize(report, Kernel.Json.Options));

    private static void Lines(TextWriter to, IEnumerable<string> lines)
    {
        foreach (var line in lines) to.WriteLine(line);
    }
}
