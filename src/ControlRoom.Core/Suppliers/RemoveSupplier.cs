using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Suppliers;

/// <summary>Takes away a supplier that never delivered. One that did is deactivated instead.</summary>
public sealed record RemoveSupplier(Guid Id, int? SeenVersion);

public sealed class RemoveSupplierHandler(OperationRunner runner)
{
    public Task<Outcome<OperationReport>> Handle(RemoveSupplier command, Caller caller, CancellationToken ct) =>
        runner.Answer(new OperationRequest(RemoveSupplierOperation.Is, command.Id.ToString()) { Confirm = true, SeenVersion = command.SeenVersion }, caller, null, ct);
}

public sealed class RemoveSupplierOperation : DestructiveOperation
{
    public const string Is = "supplier.remove";

    public override string Noun => "supplier";
    public override string Verb => "remove";
    public override Permission Permission => Permission.ManageMasterData;
    public override string Entity => EntityTypes.Supplier;

    public override SafetyRule Rule => new("any lot refers to it.",
        "A recall begins at the supplier: who delivered a lot is never forgotten.",
        "Counts the lots that name the supplier. The same is an invariant in every environment (SUPPLIER_IN_USE and a foreign key).",
        "lots", "Deactivate it.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Suppliers.Select(s => new Target { Id = s.Id, Code = s.Code, Name = s.Name });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => SupplierRules.InUse(await Load(db, target, ct), await Lots(db, target, ct));

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var supplier = await Load(db, target, ct);
        if (asked.SeenVersion is { } seen && seen != supplier.RowVersion) return Refusal.Stale(supplier.RowVersion);
        return SupplierRules.InUse(supplier, await Lots(db, target, ct));
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(("lots", await Lots(db, target, ct)));

    /// <summary>A registration takes a share of the row it names, by its foreign key; the row is only gone when no lot came first.</summary>
    public override Task Lock(Work work, Guid id) => work.LockSuppliers(id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var supplier = await work.Db.Suppliers.FirstAsync(s => s.Id == target.Id, work.Ct);
        supplier.Remove();
        work.Db.Suppliers.Remove(supplier);
        return Went(("lots", await Lots(work.Db, target, work.Ct)));
    }

    internal static Task<Supplier> Load(ControlRoomDb db, Target target, CancellationToken ct) => db.Suppliers.AsNoTracking().FirstAsync(s => s.Id == target.Id, ct);

    internal static Task<int> Lots(ControlRoomDb db, Target target, CancellationToken ct) => db.Lots.CountAsync(l => l.SupplierId == target.Id, ct);
}

/// <summary>The alternative to removing: nothing is lost, and it can be taken back.</summary>
public sealed class DeactivateSupplierOperation : DestructiveOperation
{
    public override string Noun => "supplier";
    public override string Verb => "deactivate";
    public override Permission Permission => Permission.ManageMasterData;
    public override string Entity => EntityTypes.Supplier;
    public override bool Removes => false;

    public override bool CanBeUndone => true;

    public override SafetyRule Rule => new("never: nothing is lost, and a change of the supplier takes it back.",
        "It is what is offered instead of removing; its lots keep naming it.",
        "Protects nothing. In every environment a supplier that is inactive already is refused (SUPPLIER_INACTIVE).",
        "lots that keep naming it", "None needed.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Suppliers.Select(s => new Target { Id = s.Id, Code = s.Code, Name = s.Name });

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var supplier = await RemoveSupplierOperation.Load(db, target, ct);
        if (asked.SeenVersion is { } seen && seen != supplier.RowVersion) return Refusal.Stale(supplier.RowVersion);
        return SupplierRules.AlreadyInactive(supplier);
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(("lots_kept", await RemoveSupplierOperation.Lots(db, target, ct)));

    public override Task Lock(Work work, Guid id) => work.LockSuppliers(id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        (await work.Db.Suppliers.FirstAsync(s => s.Id == target.Id, work.Ct)).Deactivate();
        return Went(await Measure(work.Db, target, work.Ct));
    }

    public override Task<bool> Holds(Work work, Target target) => work.Db.Suppliers.AnyAsync(s => s.Id == target.Id && !s.IsActive, work.Ct);
}
