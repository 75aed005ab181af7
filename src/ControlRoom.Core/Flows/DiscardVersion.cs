using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;

namespace ControlRoom.Core.Flows;

/// <summary>Throws a draft away; the trail keeps its graph.</summary>
public sealed record DiscardVersion(Guid FlowId, int VersionNum, string? Reason, int? RowVersion = null);

public sealed class DiscardVersionHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public const string Operation = "flow_version.discard";

    public async Task<Outcome<OperationReport>> Handle(DiscardVersion command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        return await boundary.Do<OperationReport>(caller, Permission.DraftFlow, async work =>
        {
            var found = await work.Version(command.FlowId, command.VersionNum);
            if (!found.Done) return found.Refusal;
            var (flow, version, _) = found.Value;
            if (caller.Role != Role.Admin && version.CreatedBy != caller.UserId) return Refusal.NotAllowed("NOT_YOUR_DRAFT").With("version", version.VersionNum);
            if (FlowRules.Seen(command.RowVersion, version.RowVersion) is { } stale) return stale;
            if (FlowVersionRules.Discardable(version) is { } refusal) return refusal;
            var graph = GraphDocument.Parse(version.GraphSchema);
            work.Record(version.Discarded(command.Reason!.Trim()));
            work.Db.FlowVersions.Remove(version);
            flow.Touch(work.Now);
            return OperationReport.Done(plant, Operation, "reason", version.Id, Name(flow, version), new Dictionary<string, int> { ["nodes"] = graph.Nodes.Length, ["edges"] = graph.Edges.Length });
        }, ct);
    }

    internal static string Name(FlowDefinition flow, FlowVersion version) => string.Create(CultureInfo.InvariantCulture, $"{flow.NameEn} v{version.VersionNum}");
}
