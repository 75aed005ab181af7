using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Upkeep;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary>Stands in the registry for deleting buffers, with a predicate, a fault or a look of the test's own put in.</summary>
internal sealed class Probe : DestructiveOperation
{
    public const string Is = DeleteBufferOperation.Is;

    private readonly DeleteBufferOperation inner = new();

    /// <summary>Instead of the real predicate.</summary>
    public Func<Target, Refusal?> Unsafe { get; set; } = _ => null;

    /// <summary>After the change, before the validation.</summary>
    public Action<Target> AfterChange { get; set; } = _ => { };

    /// <summary>Added to what really went, so that it is not what was announced.</summary>
    public Func<Target, int> Lie { get; set; } = _ => 0;

    public int Asked { get; private set; }

    public override string Noun => "buffer";
    public override string Verb => inner.Verb;
    public override Permission Permission => inner.Permission;
    public override string Entity => inner.Entity;
    public override SafetyRule Rule => inner.Rule;

    public override IQueryable<Target> Targets(ControlRoomDb db) => inner.Targets(db);

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        Asked++;
        return Task.FromResult(Unsafe(target));
    }

    public override Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => inner.WhyNot(db, target, asked, ct);

    public override Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => inner.Measure(db, target, ct);

    public override Task Lock(Work work, Guid id) => inner.Lock(work, id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var went = await inner.Carry(work, target, asked);
        AfterChange(target);
        return Lie(target) is var extra and not 0 ? Went(("items", extra)) : went;
    }
}
