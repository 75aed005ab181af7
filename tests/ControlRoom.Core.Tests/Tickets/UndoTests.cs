using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

/// <summary>Within a minute, whoever did it takes it back, while nothing has come of it.</summary>
public sealed class UndoTests
{
    [Theory, Databases]
    public async Task A_start_is_taken_back_the_time_stays_and_the_work_is_again_that_of_whoever_had_it(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = await One(shop);
        var begun = (await shop.Begin(token)).Must();
        Assert.Equal(shop.Plant.Clock.Now.AddSeconds(60), begun.UndoUntil);
        shop.Plant.Time.Advance(TimeSpan.FromSeconds(40));

        var back = (await shop.Undo(token)).Must();

        Assert.Equal((TokenStatus.Ready, "OP10", WhyCode.ReadyAssigned), (back.Status, back.NodeCode, back.Why.Code));
        Assert.Equal((People.Operator.Id, AssignmentStatus.Assigned), (back.Assignment!.UserId!.Value, back.Assignment.Status));
        var detail = await shop.Token(token);
        Assert.Equal((SessionStatus.Cancelled, 40L), (detail.Sessions.Single().Status, detail.Sessions.Single().WorkSeconds));
        var line = detail.Events[^1];
        Assert.Equal((TokenEventType.Correction, "UNDO", "START"), (line.Type, line.Metadata.GetProperty("correction").GetString(), line.Metadata.GetProperty("undone").GetString()));
        await shop.Finish(token);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task A_completion_is_taken_back_and_work_planned_behind_it_ends(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(1)).Must();
        await new RawRows(shop.Plant).Insert("manager_assignment", ("job_ticket_id", ticket.Id), ("node_code", "OP40"), ("assigned_to_user_id", People.Manager.Id), ("is_active", true), ("is_strict", false));
        var token = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds[0];
        await shop.Do(token);
        Assert.Equal(("OP40", People.Manager.Id), ((await shop.Token(token)).Token is var planned ? (planned.NodeCode, planned.Assignment!.UserId!.Value) : default));

        var back = (await shop.Undo(token)).Must();

        Assert.Equal((TokenStatus.Ready, "OP10", People.Operator.Id), (back.Status, back.NodeCode, back.Assignment!.UserId!.Value));
        Assert.Equal(SessionStatus.Completed, (await shop.Token(token)).Sessions.Single().Status);
        await shop.Do(token);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task A_check_that_passed_and_one_that_sent_back_are_taken_back(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = await One(shop);
        await shop.Do(token);
        await shop.Do(token, "seams");
        foreach (var outcome in new[] { QcOutcome.Pass, QcOutcome.FailMinor })
        {
            (await shop.Check(token, outcome)).Must();
            var back = (await shop.Undo(token, shop.Plant.Manager)).Must();
            Assert.Equal((TokenStatus.Ready, "QC1", 0, People.Manager.Id), (back.Status, back.NodeCode, back.ReworkCount, back.Assignment!.UserId!.Value));
        }
        (await shop.Check(token, QcOutcome.Pass)).Must();
        await shop.Do(token);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task After_a_minute_after_the_next_act_and_after_an_end_nothing_is_taken_back(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = await One(shop);
        Assert.Equal("UNDO_NOT_POSSIBLE", await Race.Code(shop.Undo(token)));
        (await shop.Begin(token)).Must();
        shop.Plant.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("UNDO_NOT_POSSIBLE", await Race.Code(shop.Undo(token)));
        (await shop.Complete(token)).Must();
        (await shop.Begin(token)).Must();
        (await shop.Tick(token, "seams")).Must();
        // The row is another since: somebody has gone on with it.
        Assert.Equal("UNDO_NOT_POSSIBLE", await Race.Code(shop.Undo(token)));
        (await shop.Complete(token)).Must();
        Assert.Null((await shop.Check(token, QcOutcome.Scrap)).Must().UndoUntil);
        Assert.Equal("UNDO_NOT_POSSIBLE", await Race.Code(shop.Undo(token, shop.Plant.Manager)));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task Others_take_nothing_back_unless_they_may_correct(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = await One(shop);
        (await shop.Begin(token)).Must();

        Assert.Equal("UNDO_NOT_YOURS", await Race.Code(shop.Undo(token, shop.Plant.Auditor)));
        Assert.Equal("FORBIDDEN", await Race.Code(shop.Undo(token, shop.Plant.Viewer)));
        var back = (await shop.Undo(token, shop.Plant.Manager)).Must();

        Assert.Equal(People.Operator.Id, back.Assignment!.UserId);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task What_was_paused_for_a_start_stays_paused_when_the_start_is_taken_back(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ids = (await shop.Start((await shop.Plan(2)).Must().Id)).Must().Spawn.TokenIds;
        (await shop.Begin(ids[0])).Must();
        (await shop.Begin(ids[1], pauseCurrent: true)).Must();

        (await shop.Undo(ids[1])).Must();

        Assert.Equal((TokenStatus.Paused, TokenStatus.Ready), ((await shop.Token(ids[0])).Token.Status, (await shop.Token(ids[1])).Token.Status));
        (await shop.Resume(ids[0])).Must();
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task Tokens_of_other_families_that_went_on_by_it_come_back_too(Db db)
    {
        await using var shop = await Workshop.Open(db, Waits.Batched);
        var ids = (await shop.Start((await shop.Plan(2)).Must().Id)).Must().Spawn.TokenIds;
        await shop.Do(ids[0]);
        await shop.Do(ids[1]);
        Assert.Equal(("OP20", "OP20"), (await Node(shop, ids[0]), await Node(shop, ids[1])));

        (await shop.Undo(ids[1])).Must();
        Assert.Equal(("W1", "OP10"), (await Node(shop, ids[0]), await Node(shop, ids[1])));

        await shop.Do(ids[1]);
        (await shop.Begin(ids[0])).Must();
        Assert.Equal("UNDO_NOT_POSSIBLE", await Race.Code(shop.Undo(ids[1])));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "TRX-02")]
    public async Task Of_taking_back_and_going_on_at_the_same_time_one_holds(Db db)
    {
        await using var shop = await Workshop.Open(db);
        for (var round = 0; round < 6; round++)
        {
            var token = await One(shop);
            await shop.Do(token);

            var (undone, begun) = await Race.Both(() => Race.Code(shop.Undo(token)), () => Race.Code(shop.Begin(token, shop.Plant.Manager)));

            var now = (await shop.Token(token)).Token;
            if (undone == "DONE") Assert.Equal(("ASSIGNED_TO_OTHER", "OP10", TokenStatus.Ready), (begun, now.NodeCode, now.Status));
            else Assert.Equal(("UNDO_NOT_YOURS", "DONE", "OP40", TokenStatus.Active), (undone, begun, now.NodeCode, now.Status));
            if (begun == "DONE") (await shop.Pause(token, shop.Plant.Manager)).Must();
            await shop.AssertInvariants();
        }
    }

    private static async Task<Guid> One(Workshop shop) => (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];

    private static async Task<string> Node(Workshop shop, Guid token) => (await shop.Token(token)).Token.NodeCode;
}
