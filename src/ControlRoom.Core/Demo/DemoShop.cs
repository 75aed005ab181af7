using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Demo;

/// <summary>The workshop's people at work on tickets: racks piece by piece, rods in batches.</summary>
internal sealed class DemoShop(DemoCrew crew, Guid rack, Guid rod)
{
    private const string Cracked = "CRACK", Seam = "A seam is cracked over its whole length";

    public DemoCrew Crew => crew;

    public async Task<Guid> Racks(decimal qty, WorkPriority priority = WorkPriority.Normal, double dueInHours = 48) => await Plan(new PlanTicket(rack, "Skewer racks", qty, ProcessMode.Piece) { Priority = priority, DueAt = crew.Time.Now.AddHours(dueInHours) });

    public async Task<Guid> Rods(decimal qty) => await Plan(new PlanTicket(rod, "Skewer rods", qty, ProcessMode.Batch) { DueAt = crew.Time.Now.AddHours(72) });

    public async Task<IReadOnlyList<Guid>> Start(Guid ticket)
    {
        crew.Time.Wait(1);
        return (await crew.Do(new StartTicket(ticket), crew.Manager, crew.Get<StartTicketHandler>().Handle)).Spawn.TokenIds;
    }

    public async Task Begin(Guid token, Caller by)
    {
        crew.Time.Wait(0.2);
        await crew.Do(new StartToken(token), by, crew.Get<StartTokenHandler>().Handle);
    }

    public async Task<TokenView> Step(Guid token, Caller by, double minutes, params string[] ticks)
    {
        await Begin(token, by);
        crew.Time.Wait(minutes);
        foreach (var key in ticks) await crew.Do(new TickLine(token, key, true), by, crew.Get<TickLineHandler>().Handle);
        return await crew.Do(new CompleteToken(token), by, crew.Get<CompleteTokenHandler>().Handle);
    }

    public async Task Pass(Guid token)
    {
        crew.Time.Wait(0.5);
        await crew.Do(new CheckToken(token, QcOutcome.Pass), crew.Auditor, crew.Get<CheckTokenHandler>().Handle);
    }

    public async Task Fail(Guid token)
    {
        crew.Time.Wait(0.5);
        await crew.Do(new CheckToken(token, QcOutcome.FailMinor, "POROSITY", QcSeverity.Minor, "Pores in two of the twelve seams"), crew.Auditor, crew.Get<CheckTokenHandler>().Handle);
    }

    public async Task Scrap(Guid token)
    {
        crew.Time.Wait(0.5);
        await crew.Do(new CheckToken(token, QcOutcome.Scrap, Cracked, QcSeverity.Major, Seam), crew.Manager, crew.Get<CheckTokenHandler>().Handle);
    }

    /// <summary>A rack of the first revision, up to its check.</summary>
    public async Task WeldLinear(Guid token)
    {
        await Step(token, crew.Operator2, 3);
        await Step(token, crew.Operator, 7);
    }

    /// <summary>Cut, and its frame bent; the plate is left for the laser.</summary>
    /// <returns>The plate.</returns>
    public async Task<Guid> Cut(Guid token)
    {
        var parts = (await Step(token, crew.Operator2, 2)).Effects!.Created;
        await Step(parts[0], crew.Operator2, 2);
        return parts[1];
    }

    public async Task UpToWelding(Guid token) => await Step(await Cut(token), crew.Operator2, 2);

    public async Task UpToCheck(Guid token)
    {
        await UpToWelding(token);
        await Step(token, crew.Operator, 4, "seams");
    }

    public async Task PassAndLabel(Guid token)
    {
        await Pass(token);
        await Step(token, crew.Operator2, 0.5);
    }

    private async Task<Guid> Plan(PlanTicket plan)
    {
        crew.Time.Wait(2);
        return (await crew.Do(plan, crew.Manager, crew.Get<PlanTicketHandler>().Handle)).Id;
    }
}
