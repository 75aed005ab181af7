using System.Security.Cryptography;
using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Upkeep;

/// <summary>
/// The one way in which something destructive happens, in this order: who may, what is meant, is it safe (production only), what goes with it,
/// does somebody confirm, and then target by target in a transaction of its own, where safety is asked again under the lock. Nothing, not even
/// force, goes past the safety check.
/// </summary>
public sealed class OperationRunner(TransactionBoundary boundary, Dialect dialect, PlantOptions plant, DestructiveOperations operations, IServiceProvider services, ILogger<OperationRunner> log)
{
    /// <summary>Steps 3 to 8: which targets are meant, which are safe, and what would go with them. Changes nothing and asks nobody.</summary>
    public async Task<Outcome<OperationPlan>> Plan(OperationRequest request, Caller caller, CancellationToken ct)
    {
        if (operations.Find(request.Operation) is not { } operation) return Refusal.NotFound("operation", request.Operation);
        if (!caller.Role.Has(operation.Permission)) return await boundary.Deny(caller, operation.Permission, ct);
        await using var db = dialect.Open();
        await using var snapshot = await dialect.Snapshot(db, ct);
        var targets = await Selectors.Resolve(operation, db, request.Selectors, ct);
        if (!targets.Done) return targets.Refusal;
        var asked = Asking(request, caller);
        var (safe, skipped, blocked) = (new List<PlannedTarget>(), new List<Skipped>(), new List<Skipped>());
        foreach (var target in targets.Value)
        {
            // What a broken predicate did to the transaction must not be seen by the next one.
            await snapshot.CreateSavepointAsync("target", ct);
            if (plant.IsProduction && await WhyUnsafe(operation, db, target, asked, ct) is { } unsafely)
            {
                skipped.Add(new(target, unsafely));
                await snapshot.RollbackToSavepointAsync("target", ct);
            }
            else if (await operation.WhyNot(db, target, asked, ct) is { } why) blocked.Add(new(target, why));
            else safe.Add(new(target, await operation.Measure(db, target, ct)));
        }
        return new OperationPlan(operation, request, plant.IsProduction, plant.EnvironmentWord, safe, skipped, blocked);
    }

    /// <summary>
    /// The whole order of execution. The report tells what was done; it is an error where nothing was. Refused are only requests that could not be
    /// looked at.
    /// </summary>
    /// <param name="seen">What the desk's person has seen already; looked at now when there is none.</param>
    public async Task<Outcome<OperationReport>> Run(OperationRequest request, Caller caller, IOperationDesk desk, OperationPlan? seen, CancellationToken ct)
    {
        if (await boundary.Earlier<OperationReport>(caller, ct) is { } earlier) return earlier;
        if (operations.Find(request.Operation) is { NeedsReason: true } strict && caller.Role.Has(strict.Permission) && !request.DryRun && Text.WhyNoReason(request.Reason, "/reason") is { } invalid) return invalid;
        var planned = seen is null ? await Plan(request, caller, ct) : seen;
        if (!planned.Done) return planned.Refusal;
        var plan = planned.Value;

        desk.Show(plan);
        var blocked = plan.Blocked.Select(b => FailedTarget.Of(b.Target, b.Reason)).ToList();
        if (plan.Safe.Count == 0) return await Nothing(plan, caller, blocked, ct);
        if (request.DryRun) return OperationReport.Of(plan, "none", [.. plan.Safe.Select(t => new ProcessedTarget(t.Target.Id, t.Target.Code, false, t.Impact))], plan.Skipped, blocked, OperationReport.DryRun);

        var consent = request.Force ? "force" : request.Confirm ? "confirm" : await desk.Ask(plan, ct);
        if (consent is null)
        {
            await boundary.Note(caller, new Fact("DESTRUCTIVE_OP_CANCELLED", EntityTypes.System, Ids.System, plan.Operation.Name, null, null) { Metadata = Circumstances(plan, caller, "none", plan.Total) }, ct);
            return OperationReport.Of(plan, "none", [], plan.Skipped, blocked, OperationReport.Cancelled);
        }
        if (!consent.Done) return consent.Refusal;
        return await Execute(plan with { Request = request }, caller, consent.Value, blocked, desk, ct);
    }

    /// <summary>As <see cref="Run"/>, for those to whom a report of nothing is a refusal: the only reason itself, or all of them.</summary>
    public async Task<Outcome<OperationReport>> Answer(OperationRequest request, Caller caller, OperationPlan? seen, CancellationToken ct)
    {
        var outcome = await Run(request, caller, NobodyToAsk.Instance, seen, ct);
        return outcome is { Done: true, Value.WhyNothing: { } why } ? why : outcome;
    }

    /// <summary>One target whose answer is the thing itself; the reason that came with the command is the confirmation.</summary>
    public Task<Outcome<T>> One<T>(DestructiveOperation operation, Guid id, OperationRequest request, Caller caller, Func<Work, Task<Outcome<T>>> answer, CancellationToken ct, string confirmedBy = "reason") =>
        One(operation, id, request, caller, (work, _) => answer(work), ct, confirmedBy);

    /// <summary>The same, for an answer that tells what went.</summary>
    public async Task<Outcome<T>> One<T>(DestructiveOperation operation, Guid id, OperationRequest request, Caller caller, Func<Work, IReadOnlyDictionary<string, Amount>, Task<Outcome<T>>> answer, CancellationToken ct, string confirmedBy = "reason")
    {
        try
        {
            return await Target(operation, id, null, request, caller, (work, _, impact) => answer(work, impact), confirmedBy, ct);
        }
        catch (Exception e) when (IsBroken(e))
        {
            return Broken(operation, id.ToString(), e);
        }
    }

    /// <summary>The report of a request that could not be looked at.</summary>
    public OperationReport Nothing(ProtectedAct act, Refusal why, string message, int exitCode)
    {
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(why);
        return new(OperationReport.Error, act.Name, plant.EnvironmentWord, plant.IsProduction, true, "none", 0, 0, 0, 0, Impact.None, [], [], []) { Code = why.Code, Message = message, ExitCode = exitCode };
    }

    private async Task<Outcome<OperationReport>> Nothing(OperationPlan plan, Caller caller, List<FailedTarget> blocked, CancellationToken ct)
    {
        foreach (var skipped in plan.Skipped) await boundary.Note(caller, SkippedFact(plan, skipped, caller, "none"), ct);
        return Failed(OperationReport.Of(plan, "none", [], plan.Skipped, blocked), plan.Skipped, blocked);
    }

    private async Task<Outcome<OperationReport>> Execute(OperationPlan plan, Caller caller, string confirmedBy, List<FailedTarget> failed, IOperationDesk desk, CancellationToken ct)
    {
        var (processed, skipped) = (new List<ProcessedTarget>(), new List<Skipped>(plan.Skipped));
        // One target and its report are one transaction, so that the key of the intention stands for both.
        var alone = plan is { Safe.Count: 1, Skipped.Count: 0, Blocked.Count: 0 };
        foreach (var (target, announced) in plan.Safe)
        {
            var by = alone ? caller : Derived(caller, target.Id);
            var outcome = await Try(plan, target, announced, by, confirmedBy, ct);
            if (outcome.Done && alone) await plan.Operation.After(services, ct);
            if (outcome.Done && alone) return outcome;
            if (outcome.Done) processed.AddRange(outcome.Value.Processed);
            else if (outcome.Refusal.Code == ProtectedCode) skipped.Add(new(target, outcome.Refusal.Reasons[0]));
            else if (outcome.Refusal.Kind == RefusalKind.Unavailable && processed.Count == 0) return outcome.Refusal;
            else failed.Add(FailedTarget.Of(target, outcome.Refusal));
            desk.Progress(processed.Count + failed.Count + skipped.Count - plan.Skipped.Count, plan.Safe.Count + plan.Blocked.Count);
        }
        if (processed.Count > 0) await plan.Operation.After(services, ct);
        return await Close(plan, caller, confirmedBy, processed, skipped, failed, ct);
    }

    /// <summary>The report under the intention's own key, with a note of each target that the first look protected.</summary>
    private async Task<Outcome<OperationReport>> Close(OperationPlan plan, Caller caller, string confirmedBy, List<ProcessedTarget> processed, List<Skipped> skipped, List<FailedTarget> failed, CancellationToken ct)
    {
        var report = OperationReport.Of(plan, confirmedBy, processed, skipped, failed);
        if (processed.Count == 0)
        {
            foreach (var one in plan.Skipped) await boundary.Note(caller, SkippedFact(plan, one, caller, confirmedBy), ct);
            return Failed(report, skipped, failed);
        }
        var closed = await boundary.Do<OperationReport>(caller, plan.Operation.Permission, work =>
        {
            foreach (var one in plan.Skipped) work.Record(SkippedFact(plan, one, caller, confirmedBy));
            return Task.FromResult<Outcome<OperationReport>>(report);
        }, ct);
        return closed.Done ? closed : report;
    }

    private async Task<Outcome<OperationReport>> Try(OperationPlan plan, Target target, IReadOnlyDictionary<string, Amount> announced, Caller caller, string confirmedBy, CancellationToken ct)
    {
        try
        {
            return await Target<OperationReport>(plan.Operation, target.Id, announced, plan.Request, caller,
                (_, done, impact) => Task.FromResult<Outcome<OperationReport>>(OperationReport.Of(plan, confirmedBy, [new ProcessedTarget(done.Id, done.Code, plan.Operation.Removes, impact)], [], [])), confirmedBy, ct);
        }
        catch (Exception e) when (IsBroken(e))
        {
            return Broken(plan.Operation, target.Code, e);
        }
    }

    /// <summary>One target in one transaction: lock, existence, safety again, invariants, change, validation, trail.</summary>
    private Task<Outcome<T>> Target<T>(DestructiveOperation operation, Guid id, IReadOnlyDictionary<string, Amount>? announced, OperationRequest request, Caller caller,
        Func<Work, Target, IReadOnlyDictionary<string, Amount>, Task<Outcome<T>>> answer, string confirmedBy, CancellationToken ct) => boundary.Do<T>(caller, operation.Permission, async work =>
    {
        if (operation.NeedsReason && Text.WhyNoReason(request.Reason, "/reason") is { } invalid) return invalid;
        await operation.Lock(work, id);
        var target = await operation.Targets(work.Db).FirstOrDefaultAsync(t => t.Id == id, work.Ct);
        if (target is null) return Refusal.NotFound(operation.Noun.Replace('-', '_'), id);
        var asked = Asking(request, caller);
        if (plant.IsProduction && await WhyUnsafe(operation, work.Db, target, asked, work.Ct) is { } reason)
        {
            var skipped = new Skipped(target, reason);
            return Protected([skipped]) with { Evidence = SkippedFact(operation, request, skipped, caller, confirmedBy) };
        }
        if (await operation.WhyNot(work.Db, target, asked, work.Ct) is { } refusal) return refusal;
        var impact = await operation.Measure(work.Db, target, work.Ct);
        if (announced is not null && operation.IsAnnouncedExactly && !Impact.Same(announced, impact)) return Refusal.Conflict("IMPACT_CHANGED").With("target", target.Code);
        var went = await operation.Carry(work, target, asked);
        if (!went.Done) return went.Refusal;
        await work.Flush();
        if (!Impact.Same(went.Value, impact) || !await operation.Holds(work, target)) return Refusal.Conflict("POST_VALIDATION_FAILED").With("target", target.Code);
        work.Record(FactOf("DESTRUCTIVE_OP_EXECUTED", operation, target) with { Metadata = Circumstances(operation, request, caller, confirmedBy, impact) });
        return await answer(work, target, impact);
    }, ct);

    /// <summary>A predicate that breaks protects: what is not known to be safe is not touched. A database that is gone is no predicate's fault.</summary>
    private async Task<Refusal?> WhyUnsafe(ProtectedAct act, ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        try
        {
            return await act.WhyUnsafe(db, target, asked, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && dialect.Classify(e) is not (Fault.Unavailable or Fault.Transient))
        {
            log.LogError(e, "The safety check of {Operation} failed for {Target}", act.Name, target.Code);
            return Refusal.Conflict("SAFETY_CHECK_FAILED");
        }
    }

    private bool IsBroken(Exception e) => e is not (OperationCanceledException or RefusedException) && dialect.Classify(e) == Fault.None;

    private Refusal Broken(DestructiveOperation operation, string target, Exception e)
    {
        log.LogError(e, "{Operation} of {Target} failed and was rolled back", operation.Name, target);
        return Refusal.Conflict("OPERATION_FAILED").With("target", target);
    }

    private const string ProtectedCode = "PRODUCTION_SAFETY_FAILED";

    private static Refusal Protected(IEnumerable<Skipped> skipped) =>
        Refusal.Several(RefusalKind.Conflict, "PRODUCTION_SAFETY_FAILED", skipped.Select(s => s.Reason)).With("targets", string.Join(", ", skipped.Select(s => $"{s.Target.Code} ({s.Reason.Short()})")));

    /// <summary>Nothing was done: one reason speaks for itself, several are told together; where production protects anything, that comes first.</summary>
    private static OperationReport Failed(OperationReport report, IReadOnlyList<Skipped> skipped, IReadOnlyList<FailedTarget> failed)
    {
        var why = skipped.Count > 0 ? Protected(skipped) : failed.Count == 1 ? failed[0].Refusal! : Refusal.Several(RefusalKind.Conflict, "NOTHING_DONE", failed.Select(f => f.Refusal!));
        return report with { Code = why.Code, Message = why.Detail(), WhyNothing = why };
    }

    private Asked Asking(OperationRequest request, Caller caller) => new(caller, boundary.Clock.Now) { Reason = request.Reason?.Trim(), SeenVersion = request.SeenVersion, Choice = request.Choice };

    /// <summary>Each target of a batch has a key of its own that a repeat of the batch finds again.</summary>
    private static Caller Derived(Caller caller, Guid target) => caller.Intent is not { } intent ? caller
        : caller.With(intent with { Key = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{intent.Key:N}{target:N}")).AsSpan(0, 16)) });

    private static Fact FactOf(string type, DestructiveOperation operation, Target target) =>
        new(type, operation.Entity, target.Id, target.Code, null, null) { RunId = operation.Entity == EntityTypes.Run ? target.Id : null };

    private Fact SkippedFact(OperationPlan plan, Skipped skipped, Caller caller, string confirmedBy) => SkippedFact(plan.Operation, plan.Request, skipped, caller, confirmedBy);

    private Fact SkippedFact(DestructiveOperation operation, OperationRequest request, Skipped skipped, Caller caller, string confirmedBy) =>
        FactOf("DESTRUCTIVE_OP_SKIPPED", operation, skipped.Target) with { Metadata = Circumstances(operation, request, caller, confirmedBy, Impact.None, skipped.Reason) };

    private object Circumstances(OperationPlan plan, Caller caller, string confirmedBy, IReadOnlyDictionary<string, Amount> impact) => Circumstances(plan.Operation, plan.Request, caller, confirmedBy, impact);

    /// <summary>Who, what, where, with which flags, and how much: the same on every entry of the trail.</summary>
    private object Circumstances(DestructiveOperation operation, OperationRequest request, Caller caller, string confirmedBy, IReadOnlyDictionary<string, Amount> impact, Refusal? why = null) => new
    {
        operation = operation.Name, @operator = caller.Name, selector = request.Selectors, environment = plant.EnvironmentWord, confirmed_by = confirmedBy,
        flags = new { force = request.Force, confirm = request.Confirm, dry_run = request.DryRun }, reason = request.Reason?.Trim(), impact, protected_by = why?.Code,
    };
}
