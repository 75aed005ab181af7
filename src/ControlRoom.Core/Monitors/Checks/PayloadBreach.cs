using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Answers of the API that were not one JSON value.</summary>
public sealed class PayloadBreach(PayloadWatch watch) : MonitorDefinition
{
    private const string Breach = "NOT_ONE_JSON_VALUE";

    public override string Id => "M11";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes => [Breach];

    internal override Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var seen = watch.Since(scope.Now - Hour);
        IReadOnlyList<Anomaly> found = seen.Count == 0 ? [] : [new(Severity.High, EntityTypes.System, Kernel.Ids.System, "API", Breach) { Evidence = new { count = seen.Count, route = seen[^1].Route, last_at = seen[^1].At } }];
        return Task.FromResult(found);
    }
}
