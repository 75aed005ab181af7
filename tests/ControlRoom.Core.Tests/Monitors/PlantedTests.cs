using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Tests.Serials;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Monitors;

/// <summary>Each monitor is alive: one fault is planted past all guards, and it finds that one and nothing else.</summary>
public sealed class PlantedTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    [Trait("Rule", "M1")]
    public async Task A_live_token_in_a_cycle_that_is_over_is_an_orphan_and_is_scrapped(Db db)
    {
        await using var w = await Watched.Open(db, pieces: 1);
        await w.Plant.Sql($"UPDATE job_graph_instance SET status = 'ARCHIVED'");

        var finding = await w.Finds("M1", "INSTANCE_NOT_ACTIVE", Severity.Critical);
        Assert.Equal((EntityTypes.Token, w.Tokens[0], (Guid?)w.Ticket), (finding.EntityType, finding.EntityId, finding.TicketId));
        await w.Mends(finding, "SCRAP_TOKEN");
        Assert.Equal(TokenStatus.Scrapped, (await w.Shop.Token(w.Tokens[0])).Token.Status);
    }

    [Theory, Databases]
    [Trait("Rule", "M1")]
    public async Task A_live_token_that_no_spawn_made_is_an_orphan(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Raw.Without("flow_token_pinned");
        await w.Plant.Sql($"UPDATE flow_token SET spawn_cycle_id = NULL WHERE id = {w.Tokens[1]}");

        await w.Mends(await w.Finds("M1", "NO_SPAWN_CYCLE", Severity.Critical), "SCRAP_TOKEN");
    }

    [Theory, Databases]
    [Trait("Rule", "M2")]
    public async Task A_cycle_with_another_number_of_tokens_than_were_spawned_is_found_and_reset(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Raw.Without("spawn_cycle_no_update");
        await w.Plant.Sql($"UPDATE spawn_cycle SET spawned_count = 4, requested_qty = 400");

        await w.Mends(await w.Finds("M2", "INITIAL_COUNT", Severity.Critical), "CANCEL_TICKET");
    }

    [Theory, Databases]
    [Trait("Rule", "M2")]
    public async Task A_cycle_whose_quantities_do_not_balance_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET scrapped_qty = 50 WHERE id = {w.Tokens[0]}");

        await w.Finds("M2", "QUANTITY_BALANCE", Severity.Critical);
    }

    [Theory, Databases]
    [Trait("Rule", "M2")]
    public async Task A_part_that_a_split_recorded_and_that_is_not_there_is_found(Db db)
    {
        await using var w = await Watched.Open(db, pieces: 1, Watched.Meeting);
        await w.Raw.Without("flow_token_pinned");
        await w.Plant.Sql($"UPDATE flow_token SET parallel_group_id = NULL WHERE branch_key = 'PLATE'");

        await w.Finds("M2", "SPLIT_CHILDREN", Severity.Critical, full: false);
    }

    [Theory, Databases]
    [Trait("Rule", "M3")]
    public async Task Tokens_of_one_cycle_that_were_spawned_apart_are_found(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Raw.Without("flow_token_pinned");
        await w.Plant.Sql($"UPDATE flow_token SET spawned_at = {w.Plant.Clock.Now.AddMinutes(2)} WHERE id = {w.Tokens[2]}");

        await w.Mends(await w.Finds("M3", "SPAWNS_APART", Severity.Critical), "CANCEL_TICKET");
    }

    [Theory, Databases]
    [Trait("Rule", "M4")]
    public async Task A_serial_that_core_has_lost_is_found_and_sent_again(Db db)
    {
        await using var w = await Watched.Open(db);
        var serial = (await w.Shop.Token(w.Tokens[0])).Token.SerialNumber!;
        await w.Plant.CoreSql($"DELETE FROM serial_registry WHERE serial_code = {serial}");

        var finding = await w.Finds("M4", "MISSING_IN_CORE", Severity.High, full: false);
        Assert.Equal(serial, finding.EntityCode);
        await w.Mends(finding, "RECONCILE_SERIALS");
        await w.Plant.Dispatch();
        Assert.Equal(0, (await w.Sweep(full: true, "M4")).Found);
    }

    [Theory, Databases]
    [Trait("Rule", "M4")]
    public async Task A_serial_that_only_core_knows_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Raw.Without("job_ticket_serial_code_fixed", "job_ticket_serial_no_delete");
        await w.Plant.Sql($"DELETE FROM job_ticket_serial WHERE token_id = {w.Tokens[0]}");

        await w.Finds("M4", "MISSING_IN_PLANT", Severity.High);
    }

    [Theory, Databases]
    [Trait("Rule", "M5")]
    public async Task A_session_whose_assignment_has_ended_is_found_and_closed(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Begin(w.Tokens[0])).Must();
        await w.Plant.Sql($"UPDATE token_assignment SET status = 'CANCELLED', reason = 'planted'");

        await w.Mends(await w.Finds("M5", "ASSIGNMENT_CLOSED", Severity.High, full: false), "CLOSE_SESSION", "RELEASE_TOKEN");
        Assert.Equal(TokenStatus.Ready, (await w.Shop.Token(w.Tokens[0])).Token.Status);
        await w.Silent();
    }

    [Theory, Databases]
    [Trait("Rule", "M6")]
    public async Task An_assignment_that_counts_as_started_without_a_session_is_found_and_ended(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Begin(w.Tokens[0])).Must();
        await w.Plant.Sql($"UPDATE token_work_session SET status = 'CANCELLED'");

        await w.Mends(await w.Finds("M6", "NO_SESSION", Severity.High, full: false), "CANCEL_ASSIGNMENT");
    }

    [Theory, Databases]
    [Trait("Rule", "M7")]
    public async Task A_token_that_was_spawned_twice_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        await Planted(w, w.Tokens[1], "SPAWN");

        await w.Mends(await w.Finds("M7", "SPAWNED_TWICE", Severity.Critical, full: false), "CANCEL_TICKET");
    }

    [Theory, Databases]
    [Trait("Rule", "M8")]
    public async Task A_cycle_that_was_reset_only_in_part_is_found_and_reset(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET status = 'SCRAPPED', scrap_scope = 'JOB_RESET' WHERE id = {w.Tokens[0]}");

        await w.Mends(await w.Finds("M8", "RESET_IN_PART", Severity.Critical), "CANCEL_TICKET");
    }

    [Theory, Databases]
    [Trait("Rule", "M8")]
    public async Task A_scrap_that_nobody_has_decided_about_is_told_without_an_alarm(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Shop.Do(w.Tokens[0]);
        await w.Shop.Do(w.Tokens[0], "seams");
        (await w.Shop.Check(w.Tokens[0], QcOutcome.Scrap)).Must();

        Assert.Null((await w.Finds("M8", "REPLACEMENT_DUE", Severity.Info, full: false)).AlarmId);
    }

    [Theory, Databases]
    [Trait("Rule", "M9")]
    public async Task A_scrapped_token_that_something_happened_to_afterwards_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Scrap(w.Tokens[0])).Must();
        await Planted(w, w.Tokens[0], "START");

        await w.Finds("M9", "EVENT_AFTER_SCRAP", Severity.Critical, full: false);
    }

    [Theory, Databases]
    [Trait("Rule", "M9")]
    public async Task A_scrapped_token_that_lives_again_is_found_and_scrapped(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Scrap(w.Tokens[0])).Must();
        await w.Raw.Without("flow_token_ended", "flow_token_lifecycle");
        await w.Plant.Sql($"UPDATE flow_token SET status = 'READY', scrap_scope = NULL, queue_lane = '-' WHERE id = {w.Tokens[0]}");

        await w.Mends(await w.Finds("M9", "NOT_SCRAPPED_ANY_MORE", Severity.Critical, full: false), "SCRAP_TOKEN");
    }

    [Theory, Databases]
    [Trait("Rule", "M10")]
    public async Task Cycles_that_do_not_follow_one_another_are_found_and_nothing_is_guessed(Db db)
    {
        await using var w = await Watched.Open(db);
        var snapshot = await w.Plant.Scalar<Guid>($"SELECT snapshot_id FROM job_ticket WHERE id = {w.Ticket}");
        var version = await w.Plant.Scalar<Guid>($"SELECT flow_version_id FROM job_ticket WHERE id = {w.Ticket}");
        await w.Raw.Insert("job_graph_instance", ("job_ticket_id", w.Ticket), ("snapshot_id", snapshot), ("flow_version_id", version), ("cycle_no", 3), ("status", "ARCHIVED"));

        var finding = await w.Finds("M10", "CYCLE_NUMBERS", Severity.Critical);
        Assert.Equal((MonitorText.Manual, false), (finding.Remedy.Code, finding.Remedy.Available));
        Assert.Equal("REMEDY_NOT_POSSIBLE", (await w.Plant.Get<ApplyRemedyHandler>().Handle(new(finding.Id), w.Plant.Admin, Ct)).Refusal!.Code);
    }

    [Theory, Databases]
    [Trait("Rule", "M11")]
    public async Task An_answer_that_was_not_one_value_is_told_for_an_hour(Db db)
    {
        await using var w = await Watched.Open(db);
        w.Plant.Get<PayloadWatch>().Report("GET /api/tokens");

        await w.Finds("M11", "NOT_ONE_JSON_VALUE", Severity.High, full: false);
        w.Plant.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(1, (await w.Sweep(full: false, "M11")).Resolved);
    }

    [Theory, Databases]
    [Trait("Rule", "M12")]
    public async Task A_token_in_the_wrong_place_of_the_queue_is_found_and_put_right(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET queue_key = '9' WHERE id = {w.Tokens[0]}");

        await w.Mends(await w.Finds("M12", "QUEUE_PLACE", Severity.High, full: false), "REBUILD_QUEUE");
    }

    [Theory, Databases]
    [Trait("Rule", "M13")]
    public async Task A_session_at_odds_with_its_token_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Begin(w.Tokens[0])).Must();
        await w.Plant.Sql($"UPDATE flow_token SET status = 'PAUSED' WHERE id = {w.Tokens[0]}");

        await w.Mends(await w.Finds("M13", "TOKEN_STATUS", Severity.Critical), "CLOSE_SESSION", "RELEASE_TOKEN");
    }

    [Theory, Databases]
    [Trait("Rule", "M13")]
    public async Task A_token_in_work_that_nobody_works_on_is_found_and_waits_again(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Begin(w.Tokens[0])).Must();
        await w.Plant.Sql($"UPDATE token_work_session SET status = 'CANCELLED'");

        await w.Mends(await w.Finds("M13", "NO_SESSION", Severity.Critical, full: false), "RELEASE_TOKEN");
    }

    [Theory, Databases]
    [Trait("Rule", "M14")]
    public async Task Work_that_takes_long_is_told_ever_more_loudly(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Begin(w.Tokens[0])).Must();
        w.Plant.Time.Advance(TimeSpan.FromHours(4));
        var first = await w.Finds("M14", "ACTIVE_LONG", Severity.Warn, full: false);

        w.Plant.Time.Advance(TimeSpan.FromHours(6));
        var later = await w.Finds("M14", "TOKEN_ACTIVE_LONG", Severity.High, full: false);
        Assert.Equal(first.Id, later.Id);
        Assert.NotEqual(first.AlarmId, later.AlarmId);

        (await w.Shop.Pause(w.Tokens[0])).Must();
        Assert.Equal(1, (await w.Sweep(full: false, "M14")).Resolved);
    }

    [Theory, Databases]
    [Trait("Rule", "M15")]
    public async Task A_join_that_waits_for_a_day_is_found(Db db)
    {
        await using var w = await Watched.Open(db, pieces: 1, Watched.Meeting);
        var frame = await w.Plant.Scalar<Guid>($"SELECT id FROM flow_token WHERE branch_key = 'FRAME'");
        await w.Shop.Do(frame);
        w.Plant.Time.Advance(TimeSpan.FromHours(25));

        await w.Finds("M15", "WAITS_TOO_LONG", Severity.High, full: false);
    }

    [Theory, Databases]
    [Trait("Rule", "M15")]
    public async Task A_join_that_can_never_be_complete_is_found_at_once(Db db)
    {
        await using var w = await Watched.Open(db, pieces: 1, Watched.Meeting);
        (await w.Shop.Scrap(await w.Plant.Scalar<Guid>($"SELECT id FROM flow_token WHERE branch_key = 'PLATE'"))).Must();

        await w.Finds("M15", "NEVER_COMPLETE", Severity.High, full: false);
    }

    [Theory, Databases]
    [Trait("Rule", "M16")]
    public async Task A_token_that_the_engine_stopped_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET status = 'WAITING', stop_code = 'UNROUTABLE', stop_detail = 'OP10' WHERE id = {w.Tokens[0]}");

        await w.Finds("M16", "STOPPED", Severity.High);
    }

    [Theory, Databases]
    [Trait("Rule", "M17")]
    public async Task A_message_that_was_given_up_is_found_and_sent_again(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Scrap(w.Tokens[0])).Must();
        await w.Plant.Sql($"UPDATE serial_outbox SET status = 'DEAD', last_error = 'core says no' WHERE status = 'PENDING'");

        await w.Mends(await w.Finds("M17", "DEAD", Severity.Critical, full: false), "RETRY_OUTBOX");
    }

    [Theory, Databases]
    [Trait("Rule", "M17")]
    public async Task A_message_that_waits_is_told_after_an_hour_and_more_loudly_after_six(Db db)
    {
        await using var w = await Watched.Open(db);
        (await w.Shop.Scrap(w.Tokens[0])).Must();
        await w.Plant.Sql($"UPDATE serial_outbox SET last_error = 'core is away' WHERE status = 'PENDING'");
        w.Plant.Time.Advance(TimeSpan.FromMinutes(61));
        var first = await w.Finds("M17", "WAITS_LONG", Severity.Warn, full: false);
        w.Plant.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(first.Id, (await w.Finds("M17", "WAITS_LONG", Severity.High, full: false)).Id);
    }

    [Theory, Databases]
    [Trait("Rule", "M18")]
    public async Task A_serial_that_is_none_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Raw.Without("job_ticket_serial_code_fixed");
        await w.Plant.Sql($"UPDATE job_ticket_serial SET serial_number = 'SCRAWL' WHERE token_id = {w.Tokens[0]}");

        await w.Finds("M18", "BAD_FORM", Severity.High);
    }

    [Theory, Databases]
    [Trait("Rule", "M19")]
    public async Task Standard_serials_that_are_off_are_found_and_switched_on(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Flag("FF_SERIAL_STD_HAT", "OFF");

        await w.Mends(await w.Finds("M19", "FLAG_OFF", Severity.High, full: false), "SERIALS_ON");
    }

    [Theory, Databases]
    [Trait("Rule", "M20")]
    public async Task A_snapshot_that_was_changed_is_found_and_its_ticket_rests(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Raw.Without("runtime_snapshot_no_update");
        await w.Plant.Sql($"UPDATE runtime_snapshot SET components_json = '[]'");

        var finding = await w.Finds("M20", "HASH_DIFFERS", Severity.Critical);
        Assert.Equal("PAUSE_TICKET", Assert.Single((await w.Remedy(finding, dryRun: false)).Steps).Code);
        Assert.Equal(Core.Tickets.TicketStatus.Paused, (await w.Shop.Ticket(w.Ticket)).Status);
    }

    [Theory, Databases]
    [Trait("Rule", "M21")]
    public async Task An_edit_of_a_product_in_use_that_changes_its_meaning_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        w.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        var component = await w.Plant.Scalar<Guid>($"SELECT id FROM product_component WHERE product_id = {w.Shop.ProductId} LIMIT 1");
        await w.Raw.Insert("audit_events", ("event_type", "MATERIAL_UPDATED"), ("entity_type", EntityTypes.Component), ("entity_id", component), ("created_at", w.Plant.Clock.Now), ("metadata", "{}"));

        Assert.Equal(w.Shop.ProductId, (await w.Finds("M21", "BREAKING_EDIT", Severity.Critical, full: false)).EntityId);
    }

    [Theory, Databases]
    [Trait("Rule", "M24")]
    public async Task A_token_whose_history_does_not_lead_to_what_it_is_is_found(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Plant.Sql($"UPDATE flow_token SET status = 'COMPLETED' WHERE id = {w.Tokens[0]}");

        await w.Finds("M24", "NO_TERMINAL_EVENT", Severity.Warn);
    }

    private static async Task Planted(Watched w, Guid token, string type) => await w.Raw.Insert("token_event",
        ("token_id", token), ("instance_id", (await w.Shop.Token(token)).Token.InstanceId), ("event_type", type), ("node_code", "OP10"), ("operator_id", People.Manager.Id), ("idempotency_key", Guid.NewGuid().ToString("N")), ("metadata", "{}"),
        ("recorded_at", w.Plant.Clock.Now), ("event_time", w.Plant.Clock.Now));
}
