using System.Diagnostics;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace ControlRoom.Web.Tests.Database;

/// <summary>
/// The database stops, crashes or has no room while clients work, again and again: nothing acknowledged is lost, nothing is there in part, every
/// refusal can be read, and soon after the cause is gone everybody goes on.
/// </summary>
public sealed class ChaosTests
{
    [Theory, Databases(Only = Db.Postgres)]
    [Trait("Rule", "R-IDEM-02"), Trait("Rule", "R-AUD-03")]
    public async Task A_server_that_stops_and_crashes_under_load_loses_nothing_that_was_acknowledged(Db db)
    {
        using var server = await PostgresServer.Own();
        await using var ground = await Ground.Over(await DatabaseTemplates.On(server), db);
        for (var strike = 0; strike < Chaos.Times(3, 30); strike++)
        {
            await ground.Work.Answered(20);
            await server.StopServing(crash: strike % 2 == 1);
            await ground.Work.EveryoneIsRefused();
            await server.ServeAgain();
            await ground.MustGoOn();
        }
        await ground.MustHaveLostNothing();
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-IDEM-02"), Trait("Rule", "R-AUD-03")]
    public async Task A_file_that_may_not_grow_under_load_loses_nothing_that_was_acknowledged(Db db)
    {
        var database = await DatabaseTemplates.Copy(db);
        var disk = new FailingDialect(database);
        await using var ground = await Ground.Over(database, db, s => s.Replace(ServiceDescriptor.Singleton<Dialect>(disk)));
        for (var strike = 0; strike < Chaos.Times(1, 10); strike++)
        {
            await ground.Work.Answered(20);
            disk.Disk = Disk.Full;
            await ground.Work.EveryoneIsRefused();
            disk.Disk = Disk.Fine;
            await ground.MustGoOn();
        }
        await ground.MustHaveLostNothing();
    }

    [Theory, Databases(Only = Db.Postgres)]
    [Trait("Rule", "R-IDEM-02"), Trait("Rule", "R-AUD-03")]
    public async Task A_server_whose_disk_fills_under_load_loses_nothing_that_was_acknowledged(Db db)
    {
        var (server, disk, why) = await PostgresServer.OnSmallDisk(megabytes: 160);
        if (server is null) Assert.Skip(why!);
        using (disk)
        using (server)
        {
            await using var ground = await Ground.Over(await DatabaseTemplates.On(server), db);
            for (var strike = 0; strike < Chaos.Times(1, 10); strike++)
            {
                await ground.Work.Answered(20);
                disk!.Fill();
                await ground.Work.EveryoneIsRefused();
                disk.Clear();
                // A server that could not write its log has ended; whoever looks after it starts it again.
                await server.ServeAgain();
                await ground.MustGoOn();
            }
            await ground.MustHaveLostNothing();
        }
    }

    /// <summary>The application over a database, a run at its first step, and clients at work.</summary>
    private sealed class Ground(WebPlant web, TestPlant plant, ProductionDay day, Workload work) : IAsyncDisposable
    {
        public Workload Work => work;

        public static async Task<Ground> Over(TestDatabase database, Db db, Action<IServiceCollection>? configure = null)
        {
            var plant = TestPlant.On(database);
            var day = await ProductionDay.Begin(plant.Services, plant.Time);
            (await day.Advance()).Must();
            var web = await WebPlant.Start(db, settings: ["Schedule=true"], database: database, configure: configure);
            // The clients share one login.
            using (await web.As(Role.Manager)) { }
            var work = new Workload(database, day);
            work.Start(() => web.As(Role.Manager));
            return new Ground(web, plant, day, work);
        }

        /// <summary>Every client is served again in time.</summary>
        public async Task MustGoOn()
        {
            var returned = Stopwatch.StartNew();
            await work.EveryoneGoesOn();
            Assert.True(returned.Elapsed < Chaos.Recovery, $"It took {returned.Elapsed}.");
        }

        public async Task MustHaveLostNothing()
        {
            await work.Stop();
            await work.MustBeWhole();
            using (var manager = await web.As(Role.Manager)) await work.MustStillSay(manager);
            await work.MustBeWhole();
            using var admin = await web.As(Role.Admin);
            Assert.True((await admin.Get("/api/audit/verify")).Must(200).GetProperty("valid").GetBoolean());
        }

        public async ValueTask DisposeAsync()
        {
            await web.DisposeAsync();
            await day.DisposeAsync();
            await plant.DisposeAsync();
        }
    }
}
