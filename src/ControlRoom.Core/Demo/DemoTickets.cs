using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Demo;

/// <summary>The tickets of the demo workshop, from the archived one of three weeks ago to those people work on now.</summary>
internal static class DemoTickets
{
    /// <summary>Five racks of the first revision, archived.</summary>
    public static async Task ThreeWeeksAgo(DemoShop shop)
    {
        var ticket = await shop.Racks(5);
        foreach (var token in await shop.Start(ticket)) await Linear(shop, token);
        shop.Crew.Time.Wait(60);
        await shop.Crew.Do(new ArchiveTicket(ticket), shop.Crew.Manager, shop.Crew.Get<ArchiveTicketHandler>().Handle);
    }

    /// <summary>Six of the first revision: five made, one scrapped and not replaced.</summary>
    public static async Task ThreeDaysAgo(DemoShop shop)
    {
        var tokens = await shop.Start(await shop.Racks(6));
        await shop.WeldLinear(tokens[0]);
        await shop.Scrap(tokens[0]);
        foreach (var token in tokens.Skip(1)) await Linear(shop, token);
        shop.Crew.Time.Wait(10);
        await shop.Crew.Do(new CorrectToken(tokens[0], CorrectionType.WaiveReplacement, "The customer takes five racks"), shop.Crew.Manager, shop.Crew.Get<CorrectTokenHandler>().Handle);
    }

    /// <summary>Twenty rods in a batch, two of them scrapped; the last eight went into the bath together because nobody was left to wait for.</summary>
    public static async Task TwoDaysAgo(DemoShop shop)
    {
        var crew = shop.Crew;
        var batch = (await shop.Start(await shop.Rods(20)))[0];
        var rods = (await shop.Step(batch, crew.Operator2, 35)).Effects!.Created;
        foreach (var rod in rods.Take(2)) await shop.Scrap(rod);
        foreach (var rod in rods.Skip(2)) await shop.Pass(rod);
        crew.Time.Wait(1);
        await crew.Get<EvaluateWaitsChore>().Run(crew.Ct);
        foreach (var rod in rods.Skip(2)) await shop.Step(rod, crew.Operator2, 2);
    }

    /// <summary>Six racks in all the states of the way.</summary>
    /// <returns>The one that is ready for the welder.</returns>
    public static async Task<Guid> Yesterday(DemoShop shop)
    {
        var tokens = await shop.Start(await shop.Racks(6, dueInHours: 60));
        foreach (var token in tokens.Take(2))
        {
            await shop.UpToCheck(token);
            await shop.PassAndLabel(token);
        }
        await shop.UpToCheck(tokens[2]);
        await shop.Fail(tokens[2]);
        await shop.UpToCheck(tokens[3]);
        await shop.Cut(tokens[4]);
        // The laser is taken in turn: the plate of this one goes before the one that waits.
        await shop.UpToWelding(tokens[5]);
        return tokens[5];
    }

    /// <returns>The piece that is ready for the saw.</returns>
    public static async Task<Guid> Today(DemoShop shop)
    {
        var crew = shop.Crew;
        var urgent = await shop.Racks(4, WorkPriority.Urgent, 20);
        await shop.Step((await shop.Start(urgent))[0], crew.Operator2, 2);
        crew.Time.Wait(5);
        await crew.Do(new CancelTicket(urgent, "The tube was cut to the length of the old revision"), crew.Manager, crew.Get<CancelTicketHandler>().Handle);
        crew.Time.Wait(5);
        var again = (await crew.Do(new RestartTicket(urgent, "New tube has been laid out"), crew.Manager, crew.Get<RestartTicketHandler>().Handle)).Spawn.TokenIds;

        await crew.Do(new AssignTokens([again[^1]], crew.Operator.UserId, null, IsStrict: true, "The customer wants to watch this one being made"), crew.Manager, crew.Get<AssignTokensHandler>().Handle);

        var paused = await shop.Racks(3);
        await shop.Begin((await shop.Start(paused))[0], crew.Operator2);
        crew.Time.Wait(3);
        await crew.Do(new PauseTicket(paused), crew.Manager, crew.Get<PauseTicketHandler>().Handle);

        var undecided = await shop.Start(await shop.Racks(2));
        await shop.UpToCheck(undecided[0]);
        await shop.PassAndLabel(undecided[0]);
        await shop.UpToCheck(undecided[1]);
        await shop.Scrap(undecided[1]);

        await shop.Rods(30);
        var planned = await shop.Racks(10, dueInHours: 96);
        await crew.Do(new PlanTicketWork(planned, [new WorkPlanItem("OP40", crew.Operator.UserId, null)]), crew.Manager, crew.Get<PlanTicketWorkHandler>().Handle);
        await crew.Do(new IssueSerials(planned, 4), crew.Manager, crew.Get<IssueSerialsHandler>().Handle);
        var dropped = await shop.Racks(5);
        crew.Time.Wait(4);
        await crew.Do(new CancelTicket(dropped, "The customer withdrew the order"), crew.Manager, crew.Get<CancelTicketHandler>().Handle);
        return again[0];
    }

    private static async Task Linear(DemoShop shop, Guid token)
    {
        await shop.WeldLinear(token);
        await shop.PassAndLabel(token);
    }
}
