using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

/// <param name="UnavailableUntil">Only of somebody who is not available; null = until somebody says so.</param>
public sealed record SetAvailability(Guid UserId, bool? IsAvailable, DateTime? UnavailableUntil);

public sealed class SetAvailabilityHandler(TransactionBoundary boundary)
{
    public Task<Outcome<AvailabilityView>> Handle(SetAvailability command, Caller caller, CancellationToken ct) => boundary.Do<AvailabilityView>(caller, Permission.PlanWork, async work =>
    {
        if (command.IsAvailable is not { } available) return Refusal.Invalid("FIELD_REQUIRED", "/is_available").With("field", "is_available");
        if (command.UnavailableUntil is { } until && (available || until <= work.Now)) return Refusal.Invalid("UNAVAILABLE_UNTIL_INVALID", "/unavailable_until");
        var found = await work.Worker(command.UserId);
        if (!found.Done) return found.Refusal;
        var row = await work.Db.Availabilities.FirstOrDefaultAsync(a => a.Id == command.UserId, work.Ct);
        var old = row is null ? null : State(row);
        if (row is null) work.Db.Availabilities.Add(row = new Availability { Id = command.UserId });
        if (old is null || (row.IsAvailable, row.UnavailableUntil) != (available, command.UnavailableUntil))
        {
            (row.IsAvailable, row.UnavailableUntil) = (available, command.UnavailableUntil);
            work.Record(new Fact("USER_AVAILABILITY_SET", EntityTypes.User, command.UserId, found.Value.Email, old, State(row)));
        }
        return new AvailabilityView(row.Id, row.IsAvailable, row.UnavailableUntil);
    }, ct);

    private static object State(Availability row) => new { is_available = row.IsAvailable, unavailable_until = row.UnavailableUntil };
}
