using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Runs;

/// <summary>One step on. Without a version or a target the run must be what it was when the request arrived.</summary>
/// <param name="ToStepIndex">If sent, it must be the current step plus one.</param>
public sealed record AdvanceRun(Guid RunId, int? ToStepIndex = null, string? Notes = null, int? RowVersion = null);

public sealed class AdvanceRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(AdvanceRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? (command.ToStepIndex is null ? await runs.VersionNow(command.RunId, ct) : null);
        return await boundary.Do<RunView>(caller, Permission.OperateRun, async work =>
        {
            if (Text.WhyTooLong(command.Notes, Text.ReasonMax, "/notes") is { } tooLong) return tooLong;
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            if (run.IsOpen && command.ToStepIndex is { } to && to != run.CurrentStepIndex + 1)
            {
                return Refusal.Conflict("STEP_NOT_SEQUENTIAL").With("to", to).With("step", run.CurrentStepIndex).With("next", run.CurrentStepIndex + 1);
            }

            // The lots that decide must not change state between the question and the answer.
            await work.ShareLotsOf(run.Id, LotTypes.MadeAt(run.CurrentStepIndex).Count > 0 ? run.CurrentStepIndex : run.CurrentStepIndex - 1, run.CurrentStepIndex);
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            var reasons = RunRules.WhyNot(run, RunAction.Advance, facts, RunPolicy.Of(plant), work.Now);
            if (reasons.Count > 0) return Blocked(run, reasons);
            run.Advance(caller.UserId, command.Notes?.Trim(), work.Now);
            return await runs.View(work.Db, run, facts, work.Now, work.Ct);
        }, ct);
    }

    private static Refusal Blocked(Run run, IReadOnlyList<Refusal> reasons) => reasons is [{ Code: "RUN_READ_ONLY" }] ? reasons[0] : Refusal.Several(RefusalKind.Conflict, "ADVANCE_BLOCKED", reasons).With("step", run.CurrentStepIndex) with
    {
        Evidence = new Fact("ADVANCE_REFUSED", EntityTypes.Run, run.Id, run.RunCode, null, null)
        {
            RunId = run.Id,
            Metadata = new { step = run.CurrentStepIndex, reasons = reasons.Select(r => new { r.Code, lot_code = r.LotCode, buffer_code = r.BufferCode }) },
        },
    };
}
