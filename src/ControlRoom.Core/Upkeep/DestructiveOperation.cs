using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep;

/// <summary>What the contract page of an operation says about its safety (PS-4).</summary>
/// <param name="UnsafeWhen">The predicate in words: "Unsafe in production when …".</param>
/// <param name="Rationale">Why that is worth protecting.</param>
/// <param name="Implementation">Which rows the predicate asks, and what holds in every environment beside it.</param>
/// <param name="Cascade">What goes with a target.</param>
/// <param name="Alternative">The safer thing to do.</param>
public sealed record SafetyRule(string UnsafeWhen, string Rationale, string Implementation, string Cascade, string Alternative);

/// <summary>
/// An act that production protects: its name, its predicate, and the rule in words. Whatever cannot be undone has one; the registry test
/// fails when something removes rows without.
/// </summary>
public abstract class ProtectedAct
{
    /// <summary>As on the command line: <c>buffer</c>, <c>flow-version</c>.</summary>
    public abstract string Noun { get; }

    public abstract string Verb { get; }

    public abstract SafetyRule Rule { get; }

    /// <summary>As in reports, on the trail and in addresses: <c>buffer.delete</c>.</summary>
    public string Name => $"{Noun}.{Verb}".Replace('-', '_');

    /// <summary>
    /// Why production protects this target; null when it is safe. Asked in production only, in a read snapshot before anybody is asked to
    /// confirm, and again under the target's lock.
    /// </summary>
    public abstract Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct);
}

/// <summary>
/// A destructive operation on one kind of thing. <see cref="OperationRunner"/> is the only one who carries it out, for command line, REST and
/// pages alike. Instances hold no state and need nothing to be made.
/// </summary>
public abstract class DestructiveOperation : ProtectedAct
{
    public abstract Permission Permission { get; }

    /// <summary>Entity word of the target on the audit trail.</summary>
    public abstract string Entity { get; }

    /// <summary>Runs and lots: what is done to them needs a reason of at least ten characters.</summary>
    public virtual bool NeedsReason => false;

    /// <summary>The target is gone afterwards, as opposed to changed for good.</summary>
    public virtual bool Removes => true;

    /// <summary>Somebody with the same permission can take it back.</summary>
    public virtual bool CanBeUndone => false;

    /// <summary>The selector of an operation that has but one thing to do it to.</summary>
    public virtual string? OnlyTarget => null;

    /// <summary>What goes must be exactly what was shown; false where the plant goes on living while somebody reads.</summary>
    public virtual bool IsAnnouncedExactly => true;

    /// <summary>Everything the selector may mean. Projected by member initialisation, so that a selector becomes a WHERE.</summary>
    public abstract IQueryable<Target> Targets(ControlRoomDb db);

    /// <summary>Which invariant of the plant forbids it, in every environment.</summary>
    public abstract Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct);

    /// <summary>What would go with the target.</summary>
    public abstract Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct);

    /// <summary>Locks what the predicate and the change look at, in the order of <see cref="Work"/>.</summary>
    public abstract Task Lock(Work work, Guid id);

    /// <summary>Does it, after <see cref="WhyNot"/> had nothing against it. The answer is what really went, which must be what was announced.</summary>
    public abstract Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked);

    /// <summary>After the change, in its transaction: what is left over is as promised. By default a target that is removed must be gone from the selection.</summary>
    public virtual Task<bool> Holds(Work work, Target target) => Removes ? Gone(work, target) : Task.FromResult(true);

    /// <summary>After the commit, when every target has been seen to.</summary>
    public virtual Task After(IServiceProvider services, CancellationToken ct) => Task.CompletedTask;

    private async Task<bool> Gone(Work work, Target target) => !await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.AnyAsync(Targets(work.Db), t => t.Id == target.Id, work.Ct);

    /// <summary>For the result of <see cref="Carry"/>, which C# does not convert from an interface.</summary>
    protected static Outcome<IReadOnlyDictionary<string, Amount>> Went(params (string Key, Amount Amount)[] parts) => Outcome<IReadOnlyDictionary<string, Amount>>.Of(Impact.Of(parts));

    protected static Outcome<IReadOnlyDictionary<string, Amount>> Went(IReadOnlyDictionary<string, Amount> impact) => Outcome<IReadOnlyDictionary<string, Amount>>.Of(impact);
}

/// <summary>Something a selector can mean.</summary>
public sealed class Target
{
    public Guid Id { get; init; }

    /// <summary>What people call it and what reports show.</summary>
    public string Code { get; init; } = "";

    /// <summary>Its other name, which selects it too.</summary>
    public string Name { get; init; } = "";
}

/// <summary>What was asked of an operation beside its targets.</summary>
/// <param name="By">Who asks; nobody removes themselves.</param>
public sealed record Asked(Caller By, DateTime At)
{
    public string? Reason { get; init; }

    /// <summary>Version of the only target that the caller decided on.</summary>
    public int? SeenVersion { get; init; }

    /// <summary>A word of the operation's own: what becomes of a rejected lot.</summary>
    public string? Choice { get; init; }
}
