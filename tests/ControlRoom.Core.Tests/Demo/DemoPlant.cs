using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Core.Tests.Demo;

internal static class DemoPlant
{
    /// <summary>With the demo's people and without its days.</summary>
    public static async Task<TestPlant> Begin(Db db)
    {
        var plant = await TestPlant.Start(db, ["Demo=true"]);
        (await plant.Boundary.Do<int>(plant.Background, Permission.Administer, work =>
        {
            work.Db.Users.AddRange(DemoAccounts.All.Select(a => User.Create(work.NewId(), a.Email, a.FullName, a.Role, null, a.Badge, work.Now)));
            return Task.FromResult<Outcome<int>>(DemoAccounts.All.Count);
        }, TestPlant.Ct)).Must();
        return plant;
    }
}
