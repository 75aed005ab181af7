using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Tests.Serials;
using ControlRoom.Core.Tests.Tickets;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Monitors;

public sealed class SweepTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases(Workshop.Line), Databases(Watched.Meeting), Databases(Workshop.Cutting), Databases(Workshop.Checked)]
    [Trait("Rule", "F18")]
    public async Task A_healthy_workshop_is_silent(Db db, string graph)
    {
        await using var shop = await Workshop.Open(db, graph);
        var line = graph == Workshop.Line;
        var ticket = (await shop.Plan(3, graph == Workshop.Cutting ? ProcessMode.Batch : ProcessMode.Piece)).Must();
        var first = (await shop.Start(ticket.Id)).Must();
        var watched = new Watched(shop, ticket.Id, first.Spawn.TokenIds);
        await watched.Silent();
        if (line)
        {
            await shop.Finish(first.Spawn.TokenIds[0]);
            await shop.Do(first.Spawn.TokenIds[1]);
            await shop.Do(first.Spawn.TokenIds[1], "seams");
            (await shop.Check(first.Spawn.TokenIds[1], QcOutcome.FailMinor)).Must();
            (await shop.Begin(first.Spawn.TokenIds[2])).Must();
        }
        else if (graph == Watched.Meeting)
        {
            foreach (var part in await shop.Plant.Column<Guid>($"SELECT id FROM flow_token WHERE branch_key = 'FRAME'")) await shop.Do(part);
            await shop.Do(await shop.Plant.Scalar<Guid>($"SELECT id FROM flow_token WHERE branch_key = 'PLATE' ORDER BY id LIMIT 1"));
        }
        else
        {
            await shop.Do(first.Spawn.TokenIds[0]);
        }
        await shop.Plant.Dispatch();
        await watched.Silent(full: false);
        await watched.Silent();

        (await shop.PauseTicket(ticket.Id)).Must();
        await watched.Silent(full: false);
        (await shop.Cancel(ticket.Id)).Must();
        await watched.Silent(full: false);
        (await shop.Restart(ticket.Id)).Must();
        await shop.Plant.Dispatch();
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(20));
        await watched.Silent(full: false);
        (await shop.Cancel(ticket.Id)).Must();
        await shop.Plant.Dispatch();
        await watched.Silent();
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task A_finding_and_its_alarm_end_when_the_cause_is_gone(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET queue_key = '9' WHERE id = {w.Tokens[0]}");
        var finding = await w.Finds("M12", "QUEUE_PLACE", Severity.High);

        await w.Shop.Do(w.Tokens[0]);
        Assert.Equal(1, (await w.Sweep(full: false, "M12")).Resolved);
        Assert.Empty(await w.Findings());
        var gone = Assert.Single(await w.Findings(state: FindingState.Resolved));
        Assert.Equal((finding.Id, (DateTime?)w.Plant.Clock.Now), (gone.Id, gone.ResolvedAt));
        Assert.Equal(AlarmState.RtnUnack, (await w.Plant.Get<AlarmQueries>().Detail(finding.AlarmId!.Value, Ct)).Must().State);
    }

    [Theory, Databases]
    public async Task Whoever_acknowledges_a_finding_acknowledges_its_alarm(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET queue_key = '9' WHERE id = {w.Tokens[0]}");
        var finding = await w.Finds("M12", "QUEUE_PLACE", Severity.High);

        var known = (await w.Plant.Get<AcknowledgeFindingHandler>().Handle(new(finding.Id, " Looked at it "), w.Plant.Manager, Ct)).Must();
        Assert.Equal((FindingState.Acknowledged, "Looked at it", (Guid?)People.Manager.Id), (known.State, known.Note, known.AcknowledgedBy));
        Assert.Equal(AlarmState.Ack, (await w.Plant.Get<AlarmQueries>().Detail(finding.AlarmId!.Value, Ct)).Must().State);
        Assert.Equal("FINDING_NOT_OPEN", (await w.Plant.Get<AcknowledgeFindingHandler>().Handle(new(finding.Id, null), w.Plant.Manager, Ct)).Refusal!.Code);
        Assert.Equal("TEXT_TOO_LONG", (await w.Plant.Get<AcknowledgeFindingHandler>().Handle(new(finding.Id, new string('x', 501)), w.Plant.Manager, Ct)).Refusal!.Code);
        Assert.Equal("FORBIDDEN", (await w.Plant.Get<AcknowledgeFindingHandler>().Handle(new(finding.Id, null), w.Plant.Operator, Ct)).Refusal!.Code);
        Assert.Equal("NOT_FOUND", (await w.Plant.Get<AcknowledgeFindingHandler>().Handle(new(Guid.NewGuid(), null), w.Plant.Manager, Ct)).Refusal!.Code);
        Assert.Equal(0, (await w.Sweep(full: true, "M12")).Resolved);
        Assert.Equal(FindingState.Acknowledged, Assert.Single(await w.Findings()).State);
    }

    [Theory, Databases]
    public async Task A_remedy_is_asked_for_by_an_administrator_with_a_reason_and_done_once(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET queue_key = '9' WHERE id = {w.Tokens[0]}");
        var finding = await w.Finds("M12", "QUEUE_PLACE", Severity.High);
        var apply = w.Plant.Get<ApplyRemedyHandler>();

        Assert.Equal("FORBIDDEN", (await apply.Handle(new(finding.Id, false, Workshop.Why), w.Plant.Manager, Ct)).Refusal!.Code);
        Assert.Equal("FORBIDDEN", (await apply.Handle(new(finding.Id), w.Plant.Operator, Ct)).Refusal!.Code);
        Assert.Equal("REASON_TOO_SHORT", (await apply.Handle(new(finding.Id, false, "short"), w.Plant.Admin, Ct)).Refusal!.Code);
        Assert.False((await apply.Handle(new(finding.Id), w.Plant.Manager, Ct)).Must().Applied);

        var caller = w.Plant.Admin;
        Assert.True((await apply.Handle(new(finding.Id, false, Workshop.Why), caller, Ct)).Must().Applied);
        Assert.True((await w.Plant.ChangesNothing(() => apply.Handle(new(finding.Id, false, Workshop.Why), caller, Ct))).Must().Applied);
        Assert.Equal("FINDING_NOT_OPEN", (await apply.Handle(new(finding.Id, false, Workshop.Why), w.Plant.Admin, Ct)).Refusal!.Code);
        Assert.Equal(1, await w.Plant.Scalar<long>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'FINDING_REMEDIED'"));
    }

    [Theory, Databases]
    public async Task A_monitor_that_did_not_look_in_time_is_an_alarm_until_it_has(Db db)
    {
        await using var w = await Watched.Open(db);
        var watch = w.Plant.Get<MonitorWatch>();
        Assert.Equal(new MonitorWatchView(0, 0), await watch.Look(Ct));

        w.Plant.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(new MonitorWatchView(0, 0), await watch.Look(Ct));
        w.Plant.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(new MonitorWatchView(16, 0), await watch.Look(Ct));
        var alarm = (await w.Plant.Get<AlarmQueries>().List(AlarmQueries.Open, Page.Whole, Ct)).First(a => a.ObjectCode == "M1");
        Assert.Equal((AlarmKind.MonitorOverdue, 2), (alarm.Kind, alarm.Priority));
        Assert.True((await w.Plant.Get<MonitorQueries>().Find("M1", Ct)).Must().Overdue);

        var ran = (await w.Plant.Get<ChoreRunner>().Run("monitors", Ct)).Must();
        Assert.Equal("Monitors run: 16, found: 0, resolved: 0, failed: 0.", ran.Detail);
        Assert.Equal(new MonitorWatchView(0, 16), await watch.Look(Ct));
        var seen = (await w.Plant.Get<MonitorQueries>().Find("M1", Ct)).Must();
        Assert.Equal((w.Plant.Clock.Now, w.Plant.Clock.Now.AddMinutes(5), false), (seen.LastRunAt, seen.NextRunAt, seen.Overdue));
    }

    [Theory, Databases]
    public async Task One_monitor_that_fails_leaves_the_others_alone_and_is_overdue_in_time(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"ALTER TABLE spawn_cycle RENAME TO spawn_gone");
        w.Plant.Time.Advance(TimeSpan.FromMinutes(5));

        var swept = (await w.Plant.Get<MonitorSweep>().Due(Ct)).Must();
        Assert.True(swept.Failed > 0 && swept.Checked > swept.Failed);
        var failed = (await w.Plant.Get<MonitorQueries>().Find("M3", Ct)).Must();
        Assert.Contains("spawn_cycle", failed.LastError, StringComparison.Ordinal);
        Assert.NotEqual(w.Plant.Clock.Now, failed.LastRunAt);
    }

    [Theory, Databases]
    public async Task Only_who_leads_runs_monitors_and_never_two_sweeps_at_once(Db db)
    {
        await using var w = await Watched.Open(db);
        var run = w.Plant.Get<RunMonitorsHandler>();
        Assert.Equal("FORBIDDEN", (await run.Handle(new(null), w.Plant.Operator, Ct)).Refusal!.Code);
        Assert.Equal("NOT_FOUND", (await run.Handle(new("M99"), w.Plant.Manager, Ct)).Refusal!.Code);
        Assert.Equal((1, 0, 0), (await run.Handle(new("M2"), w.Plant.Manager, Ct)).Must() is var one ? (one.Checked, one.Found, one.Failed) : default);
        await using (await w.Plant.Dialect.TryHold("monitors", Ct)) Assert.Equal("MONITORS_RUNNING", (await run.Handle(new(null), w.Plant.Manager, Ct)).Refusal!.Code);
    }

    [Theory, Databases]
    public async Task Every_monitor_has_words_for_all_it_finds_and_for_what_mends_it(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        foreach (var monitor in plant.Get<MonitorCatalogue>().All)
        {
            Assert.Equal([], new[] { $"{monitor.Id}.name", $"{monitor.Id}.about" }.Concat(monitor.Codes.Select(c => $"{monitor.Id}.{c}")).Append(monitor.Remedy is { } kind ? $"REMEDY.{Word.Of(kind)}" : $"{monitor.Id}.manual").Where(key => !MonitorText.Has(key)));
        }
    }

    [Theory, Databases]
    public async Task A_problem_and_a_stop_name_their_token_on_the_alarm(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Begin(w.Tokens[0])).Must();
        (await w.Plant.Get<Core.Dispatch.ReportProblemHandler>().Handle(new(w.Tokens[0], Core.Dispatch.PauseReason.Tool, "The blade is blunt again"), w.Plant.Operator, Ct)).Must();

        var alarm = (await w.Plant.Get<AlarmQueries>().List(AlarmQueries.Open, Page.Whole, Ct)).Single(a => a.Kind == AlarmKind.TokenProblem);
        Assert.Equal((w.Tokens[0], w.Ticket), (alarm.TokenId, alarm.TicketId));
    }
}
