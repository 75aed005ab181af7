using ControlRoom.Core.Floor;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Floor;

public sealed class FloorCommandTests
{
    private static readonly LocalText Name = new("Fűrész", "Saw");

    [Theory, Databases]
    public async Task A_work_centre_is_made_once_and_changed_by_what_was_seen(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        Task<Outcome<WorkCenterView>> Create(string? code, LocalText? name, int? capacity = null) => plant.Get<CreateWorkCenterHandler>().Handle(new CreateWorkCenter(code, name, null, capacity), plant.Manager, TestPlant.Ct);
        Task<Outcome<WorkCenterView>> Change(ChangeWorkCenter command) => plant.Get<ChangeWorkCenterHandler>().Handle(command, plant.Manager, TestPlant.Ct);

        var made = (await Create("SAW-1", Name, 40)).Must();
        Assert.Equal(("SAW-1", WorkCenterStatus.Active, 40, 1), (made.Code, made.Status, made.CapacityPerDay, made.RowVersion));
        Assert.Equal("WORK_CENTER_EXISTS", (await Create("SAW-1", Name)).Refusal!.Code);
        Assert.Equal(["FLOOR_CODE_INVALID", "FLOOR_NAME_INVALID", "OUT_OF_RANGE"], (await Create("saw 1", new LocalText("Fűrész", " "), -1)).Refusal!.Reasons.Select(r => r.Code));
        Assert.Equal("FORBIDDEN", (await plant.Get<CreateWorkCenterHandler>().Handle(new CreateWorkCenter("SAW-2", Name), plant.Operator, TestPlant.Ct)).Refusal!.Code);

        var stopped = (await Change(new ChangeWorkCenter(made.Id, 1, null, WorkCenterStatus.Maintenance, null))).Must();
        Assert.Equal((Name, WorkCenterStatus.Maintenance, 40, 2), (stopped.Name, stopped.Status, stopped.CapacityPerDay, stopped.RowVersion));
        Assert.Equal(2, (await Change(new ChangeWorkCenter(made.Id, 2, Name, null, 40))).Must().RowVersion);
        Assert.Equal("STALE_VERSION", (await Change(new ChangeWorkCenter(made.Id, 1, Name, null, null))).Refusal!.Code);
        Assert.Equal("NOT_FOUND", (await Change(new ChangeWorkCenter(Guid.NewGuid(), 1, Name, null, null))).Refusal!.Code);
        Assert.Equal(["WORK_CENTER_CREATED", "WORK_CENTER_UPDATED"], await plant.Column<string>($"SELECT event_type FROM audit_events WHERE entity_id = {made.Id} ORDER BY id"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => plant.Sql($"UPDATE work_center SET code = 'SAW-9' WHERE id = {made.Id}"));
    }

    [Theory, Databases]
    public async Task A_teams_members_are_the_list_that_is_given(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        Task<Outcome<TeamView>> Create(string code, params Guid[] members) => plant.Get<CreateTeamHandler>().Handle(new CreateTeam(code, Name, members), plant.Manager, TestPlant.Ct);
        Task<Outcome<TeamView>> Change(ChangeTeam command) => plant.Get<ChangeTeamHandler>().Handle(command, plant.Manager, TestPlant.Ct);
        var (one, other) = (People.Operator.Id, People.Auditor.Id);

        var team = (await Create("WELDING", one, one)).Must();
        Assert.Equal([one], team.MemberIds);
        Assert.Equal("TEAM_EXISTS", (await Create("WELDING")).Refusal!.Code);
        Assert.Equal("TEAM_MEMBER_UNKNOWN", (await Create("CUTTING", Guid.NewGuid())).Refusal!.Code);

        Assert.Equal([other], (await Change(new ChangeTeam(team.Id, 1, null, [other]))).Must().MemberIds);
        Assert.Equal(new[] { one, other }.Order(), (await Change(new ChangeTeam(team.Id, 2, null, [one, other]))).Must().MemberIds);
        Assert.Equal(3, (await Change(new ChangeTeam(team.Id, 3, null, null))).Must().RowVersion);
        Assert.Equal("STALE_VERSION", (await Change(new ChangeTeam(team.Id, 2, Name, null))).Refusal!.Code);
        Assert.Equal(2, Assert.Single(await plant.Get<FloorQueries>().Teams(Page.First, TestPlant.Ct)).MemberIds.Count);
        Assert.Equal(2, await plant.Scalar<int>($"SELECT COUNT(*) FROM team_member"));
    }

    [Theory, Databases]
    [Trait("Rule", "GRF-15")]
    public async Task Skills_are_the_list_that_is_given_and_the_highest_level_counts(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        Task<Outcome<SkillsView>> Set(Guid user, params SkillLevel[]? skills) => plant.Get<SetSkillsHandler>().Handle(new SetSkills(user, skills), plant.Manager, TestPlant.Ct);
        var user = People.Operator.Id;

        Assert.Equal(["CUT", "WELD"], (await Set(user, new SkillLevel("WELD", 3), new SkillLevel("CUT", 1))).Must().Skills.Select(s => s.Code));
        Assert.Equal([new SkillLevel("WELD", 2)], (await Set(user, new SkillLevel("WELD", 2))).Must().Skills);
        (await Set(user, new SkillLevel("WELD", 2))).Must();
        (await Set(People.Auditor.Id, new SkillLevel("WELD", 4))).Must();
        await using (var read = plant.Open())
        {
            var around = await read.Surroundings(TestPlant.Ct);
            Assert.Equal(4, around.Skills["WELD"]);
            Assert.False(around.Skills.ContainsKey("CUT"));
        }

        foreach (var wrong in (SkillLevel[][])[[new("WELD", 0)], [new("WELD", 5)], [new("weld", 1)], [new(null, 1)], [new("WELD", 1), new("WELD", 2)]]) Assert.Equal("SKILL_INVALID", (await Set(user, wrong)).Refusal!.Code);
        Assert.Equal("FIELD_REQUIRED", (await Set(user, null)).Refusal!.Code);
        Assert.Equal("NOT_FOUND", (await Set(Guid.NewGuid())).Refusal!.Code);
        Assert.Equal(["USER_SKILLS_SET", "USER_SKILLS_SET"], await plant.Column<string>($"SELECT event_type FROM audit_events WHERE entity_id = {user} AND event_type LIKE 'USER_SKILLS%' ORDER BY id"));
    }

    [Theory, Databases]
    public async Task Somebody_is_away_until_then_or_until_somebody_says_so(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        Task<Outcome<AvailabilityView>> Set(bool? available, DateTime? until = null) => plant.Get<SetAvailabilityHandler>().Handle(new SetAvailability(People.Operator.Id, available, until), plant.Manager, TestPlant.Ct);
        var later = FakeTime.Morning.AddDays(2);

        Assert.Equal(new AvailabilityView(People.Operator.Id, false, later), (await Set(false, later)).Must());
        Assert.Equal(new AvailabilityView(People.Operator.Id, false, null), (await Set(false)).Must());
        Assert.Equal(new AvailabilityView(People.Operator.Id, true, null), (await Set(true)).Must());
        Assert.Equal("UNAVAILABLE_UNTIL_INVALID", (await Set(true, later)).Refusal!.Code);
        Assert.Equal("UNAVAILABLE_UNTIL_INVALID", (await Set(false, FakeTime.Morning.AddDays(-2))).Refusal!.Code);
        Assert.Equal("FIELD_REQUIRED", (await Set(null)).Refusal!.Code);
        Assert.Equal(3, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'USER_AVAILABILITY_SET'"));
    }
}
