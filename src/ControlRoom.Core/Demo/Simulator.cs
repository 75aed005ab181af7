using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Stock;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Demo;

/// <summary>
/// Keeps the demo plant alive: drifts the air of every buffer, moves one run and one ticket of its own, releases FRZ-001 after its scripted excursion.
/// Everything it writes is marked SIM; it never touches the demo's own runs and tickets, and never runs in production.
/// </summary>
public sealed class SimulatorChore(Dialect dialect, Clock clock, BufferQueries buffers, RecordReadingsHandler readings, ReleaseBufferHandler release, SimulatedRunHandler run, SimulatedTicketHandler ticket) : Chore
{
    /// <summary>Ticks between two acts of the simulated run.</summary>
    private const int ActEvery = 2;

    /// <summary>Ticks between two acts at the simulated ticket; between those of the run, so that no tick does both.</summary>
    private const int WorkEvery = 2 * ActEvery;

    private static readonly TimeSpan Past = TimeSpan.FromHours(4), PastPeriod = TimeSpan.FromMinutes(1);

    private readonly SimulatedAir air = new(new Random(20260124));
    private int ticks;

    public override string Name => "demo-simulator";

    public override Rhythm Rhythm => Rhythm.Every(TimeSpan.FromSeconds(10));

    public override async Task<string> Run(CancellationToken ct)
    {
        var people = await People(ct);
        if (people.Count < 3) return "there are no demo accounts to act as";
        var active = await buffers.List(null, true, ct);
        if (active.Count == 0) return "there are no buffers";
        if (ticks == 0)
        {
            foreach (var past in air.Past(active, clock.Now, await Unread(ct), PastPeriod).Chunk(RecordReadings.MaxReadings)) (await readings.Handle(new RecordReadings(past), people[Role.Operator], ct)).Must();
        }

        await readings.Handle(new RecordReadings(air.Next(active, clock.Now)), people[Role.Operator], ct);
        foreach (var held in active.Where(b => b.IsOnHold && b.AmbientC <= b.TempMaxC && b.AmbientC >= b.TempMinC && b.HoldReason?.Contains("AMBIENT", StringComparison.Ordinal) == true && b.BufferCode == "FRZ-001"))
        {
            await release.Handle(new ReleaseBuffer(held.Id, "Simulated excursion over, air back inside the band"), people[Role.Manager], ct);
        }

        var tick = ticks++;
        if (tick % ActEvery == 0) return await run.Act(people[Role.Operator], people[Role.Auditor], ct);
        return tick % WorkEvery == 1 ? await ticket.Act(people[Role.Manager], people[Role.Auditor], ct) : "air only";
    }

    /// <summary>What a trend would miss: all of it at the first start, the time in between at the next.</summary>
    private async Task<TimeSpan> Unread(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var newest = await db.Readings.Where(r => r.IsSimulated && r.BufferId != null).MaxAsync(r => (DateTime?)r.MeasuredAt, ct);
        return newest is { } at && clock.Now - at < Past ? clock.Now - at : Past;
    }

    private async Task<Dictionary<Role, Caller>> People(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var users = await db.Users.AsNoTracking().Where(u => u.Email == "operator2@duna.test" || u.Email == "manager2@duna.test" || u.Email == "auditor@duna.test").ToListAsync(ct);
        return users.ToDictionary(u => u.Role, u => new Caller(u.Id, u.FullName, u.Role, SignedWith.Session, null, Ids.New(clock.Now)) { IsSimulated = true });
    }
}
