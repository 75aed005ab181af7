using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Schedule;

/// <summary>Run a chore now, by hand. That somebody asked is on the trail.</summary>
public sealed record RunChore(string Name);

public sealed class RunChoreHandler(TransactionBoundary boundary, Timetable timetable, ChoreRunner runner, ChoreQueries chores)
{
    public async Task<Outcome<ChoreRunView>> Handle(RunChore command, Caller caller, CancellationToken ct)
    {
        var asked = await boundary.Do<Asked>(caller, Permission.Administer, work =>
        {
            var found = timetable.Find(command.Name);
            if (!found.Done) return Task.FromResult<Outcome<Asked>>(found.Refusal);
            work.Record(new Fact("CHORE_REQUESTED", EntityTypes.System, Ids.System, command.Name, null, null));
            return Task.FromResult<Outcome<Asked>>(new Asked(command.Name));
        }, ct);
        if (!asked.Done) return asked.Refusal;
        // A repeat of the request finds what the first one did.
        return asked.Replayed && await chores.Runs(command.Name, new Page(1), ct) is [var last] ? last : await runner.Run(command.Name, ct);
    }

    private sealed record Asked(string Name);
}
