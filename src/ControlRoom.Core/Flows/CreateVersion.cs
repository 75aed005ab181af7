using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>A new draft: a fork of the version named, else of the published one, else empty.</summary>
public sealed record CreateVersion(Guid FlowId, int? FromVersion = null);

public sealed class CreateVersionHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public Task<Outcome<FlowVersionView>> Handle(CreateVersion command, Caller caller, CancellationToken ct) =>
        boundary.Do<FlowVersionView>(caller, Permission.DraftFlow, async work =>
        {
            var found = await work.Flow(command.FlowId);
            if (!found.Done) return found.Refusal;
            var versions = work.Db.FlowVersions.Where(v => v.FlowDefinitionId == command.FlowId);
            var numbers = await versions.Select(v => new { v.VersionNum, v.Status }).ToListAsync(work.Ct);
            if (FlowRules.NoOpenVersion(numbers.FirstOrDefault(v => v.Status is FlowVersionStatus.Draft or FlowVersionStatus.Review)?.VersionNum) is { } open) return open;
            var source = command.FromVersion is { } from ? versions.Where(v => v.VersionNum == from) : versions.Where(v => v.Status == FlowVersionStatus.Published);
            var graph = await source.Select(v => v.GraphSchema).FirstOrDefaultAsync(work.Ct);
            if (graph is null && command.FromVersion is not null) return Refusal.NotFound("flow_version", command.FromVersion);

            var number = numbers.Select(v => v.VersionNum).DefaultIfEmpty(0).Max() + 1;
            work.Db.FlowVersions.Add(FlowVersion.Create(work.NewId(), command.FlowId, number, graph ?? FlowVersion.EmptyGraph, caller.UserId, work.Now));
            found.Value.Touch(work.Now);
            await work.Flush();
            return (await FlowQueries.VersionView(work.Db, command.FlowId, number, caller.UserId, plant, work.Ct))!;
        }, ct);
}
