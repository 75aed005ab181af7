using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>Replaces the graph of a draft.</summary>
public sealed record SaveVersionGraph(Guid FlowId, int VersionNum, JsonElement GraphSchema, int RowVersion);

public sealed class SaveVersionGraphHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public async Task<Outcome<FlowVersionView>> Handle(SaveVersionGraph command, Caller caller, CancellationToken ct)
    {
        var mistakes = Mistakes(command.GraphSchema);
        return await boundary.Do<FlowVersionView>(caller, Permission.DraftFlow, async work =>
        {
            var found = await work.Version(command.FlowId, command.VersionNum);
            if (!found.Done) return found.Refusal;
            var (flow, version, _) = found.Value;
            if (FlowVersionRules.Editable(version) is { } frozen) return frozen;
            if (FlowRules.Seen(command.RowVersion, version.RowVersion) is { } stale) return stale;
            if (mistakes.Count > 0) return FlowVersionRules.GraphInvalid(mistakes);
            version.Save(GraphJson.Text(command.GraphSchema));
            flow.Touch(work.Now);
            await work.Flush();
            return (await FlowQueries.VersionView(work.Db, flow.Id, version.VersionNum, caller.UserId, plant, work.Ct))!;
        }, ct);
    }

    private static IReadOnlyList<Refusal> Mistakes(JsonElement graph)
    {
        var document = GraphDocument.Read(graph);
        var mistakes = GraphRules.OnSave(document);
        return document.IsReadable && GraphJson.Text(graph).Length > GraphRules.MaxCharacters
            ? [Refusal.Invalid("GRAPH_TOO_LARGE", "/graph_schema").With("max", GraphRules.MaxCharacters), .. mistakes]
            : mistakes;
    }
}
