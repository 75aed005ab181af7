using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Database;

public sealed class KitTests
{
    [Theory, Databases]
    public async Task A_plant_has_its_people_and_its_fingerprint_sees_every_change(Db db)
    {
        await using var plant = await TestPlant.Start(db);

        Assert.Equal(People.All.Count, await plant.Scalar<int>($"SELECT COUNT(*) FROM users"));
        Assert.Equal(People.Manager.Email, await plant.Scalar<string>($"SELECT email FROM users WHERE id = {People.Manager.Id} AND role = {Role.Manager}"));

        var before = await plant.Fingerprint();
        Assert.Equal(1, await plant.Sql($"UPDATE users SET full_name = {"Somebody else"} WHERE id = {People.Viewer.Id}"));
        Assert.NotEqual(before, await plant.Fingerprint());
    }

    [Theory, Databases]
    public async Task Two_plants_share_nothing_but_a_neighbour_shares_the_database(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var other = await TestPlant.Start(db);
        await using var neighbour = plant.Neighbour();

        await plant.Sql($"UPDATE users SET full_name = 'Changed' WHERE id = {People.Viewer.Id}");

        Assert.Equal("Changed", await neighbour.Scalar<string>($"SELECT full_name FROM users WHERE id = {People.Viewer.Id}"));
        Assert.Equal(People.Viewer.Name, await other.Scalar<string>($"SELECT full_name FROM users WHERE id = {People.Viewer.Id}"));
    }

    [Fact]
    public async Task Fake_time_fires_timers_in_order_and_stands_still_otherwise()
    {
        var time = new FakeTime();
        var fired = new List<(string, DateTime)>();
        await using var slow = time.CreateTimer(_ => fired.Add(("slow", time.Now)), null, TimeSpan.FromMinutes(3), Timeout.InfiniteTimeSpan);
        await using var quick = time.CreateTimer(_ => fired.Add(("quick", time.Now)), null, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));

        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([("quick", FakeTime.Morning.AddMinutes(2)), ("slow", FakeTime.Morning.AddMinutes(3)), ("quick", FakeTime.Morning.AddMinutes(4))], fired);
        Assert.Equal(FakeTime.Morning.AddMinutes(5), time.Now);
    }
}
