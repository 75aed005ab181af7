using System.Data.Common;
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Database.Registry;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;

namespace ControlRoom.Core.Serials;

/// <summary>Compares plant and registry now, by hand. That somebody asked is on the trail.</summary>
public sealed record ReconcileSerials;

public sealed class ReconcileSerialsHandler(TransactionBoundary boundary, Reconciler reconciler)
{
    public async Task<Outcome<ReconcileView>> Handle(ReconcileSerials command, Caller caller, CancellationToken ct)
    {
        var asked = await boundary.Do<Asked>(caller, Permission.Administer, work =>
        {
            work.Record(new Fact("RECONCILE_REQUESTED", EntityTypes.System, Ids.System, null, null, null));
            return Task.FromResult<Outcome<Asked>>(new Asked(work.Now));
        }, ct);
        if (!asked.Done) return asked.Refusal;
        try
        {
            return await reconciler.Run(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e is DbException || RegistryStore.IsAway(e)))
        {
            return new Refusal(RefusalKind.Unavailable, "REGISTRY_UNAVAILABLE");
        }
    }

    private sealed record Asked(DateTime At);
}

public sealed class ReconcileSerialsChore(Reconciler reconciler) : Chore
{
    public override string Name => "reconcile-serials";

    public override Rhythm Rhythm => Rhythm.Every(TimeSpan.FromHours(1));

    public override async Task<string> Run(CancellationToken ct)
    {
        var view = await reconciler.Run(ct);
        return string.Create(CultureInfo.InvariantCulture, $"Serials compared: {view.Checked}, sent again: {view.Mismatches.Count(m => m.Fix == MismatchFix.Enqueued)}, put aside: {view.Mismatches.Count(m => m.Fix == MismatchFix.Quarantined)}.");
    }
}
