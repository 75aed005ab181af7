using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Demo;

/// <summary>
/// Plays the demo plant once, into an empty database, by sending the real commands with a moving clock; not one row is inserted past the
/// rules. A play that was interrupted is gone on with, as if it had not been. Never in production.
/// </summary>
public sealed class DemoPlayer(IConfiguration configuration, PlantOptions plant, Dialect dialect, TransactionBoundary boundary, ChangeFeed feed, Clock clock, ILoggerFactory loggers)
{
    /// <summary>The method of its intentions.</summary>
    internal const string Method = "DEMO";

    private static readonly Guid Begun = new("de300000-0000-4000-8000-000000000001"), Ended = new("de300000-0000-4000-8000-000000000002");
    private static readonly TimeSpan WaitForOther = TimeSpan.FromMilliseconds(200);

    private static readonly (string Code, double Mean, double Swing)[] Air =
        [("RAW-001", 2.4, 0.5), ("LK-001", 2.9, 0.4), ("MIX-001", 2.6, 0.3), ("SKW15-001", 3.1, 0.3), ("SKW30-001", 2.7, 0.3), ("FRZ-001", -21.5, 1.2), ("FG-001", -19.8, 0.6), ("PAL-001", -20.4, 0.5)];

    /// <summary>True when it was played, false when the database has runs, flows or buffers already and they are not of an interrupted play.</summary>
    /// <exception cref="RefusedException">The database went away; playing again goes on.</exception>
    public async Task<bool> PlayOnce(CancellationToken ct)
    {
        await using var alone = await Alone(ct);
        var begun = await Noted(Begun, ct);
        if (begun is null ? await HasPlant(ct) : await Noted(Ended, ct) is not null) return false;
        // The instant the play began: who goes on with it another day plays the same days.
        await Play(begun ?? await Note(Begun, ct), ct);
        await Note(Ended, ct);
        return true;
    }

    /// <summary>Another process may be playing; whoever waits for it finds that nothing is left to do.</summary>
    private async Task<IAsyncDisposable> Alone(CancellationToken ct)
    {
        IAsyncDisposable? hold;
        while ((hold = await dialect.TryHold("demo", ct)) is null) await Task.Delay(WaitForOther, ct);
        return hold;
    }

    private async Task<bool> HasPlant(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Flows.AnyAsync(ct) || await db.Buffers.AnyAsync(ct) || await db.Runs.AnyAsync(ct);
    }

    private async Task<DateTime?> Noted(Guid key, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.IdempotencyRecords.Where(r => r.UserId == Ids.System && r.Key == key).Select(r => r.ResponseBody).FirstOrDefaultAsync(ct) is { } body
            ? JsonSerializer.Deserialize<DateTime>(body, Json.Options)
            : null;
    }

    /// <summary>Keeps this instant.</summary>
    private Task<DateTime> Note(Guid key, CancellationToken ct) => DemoCrew.Done(boundary.Do<DateTime>(
        Caller.System(clock.Now).With(new Intent(key, Method, key == Begun ? "begun" : "ended", "")), Permission.Administer, work => Task.FromResult<Outcome<DateTime>>(work.Now), ct));

    private async Task Play(DateTime now, CancellationToken ct)
    {
        var today = clock.CodeDate(now);
        var time = new MovingTime(now.AddDays(-50));
        await using var services = new ServiceCollection().AddSingleton(configuration).AddSingleton(loggers).AddLogging().AddSingleton<TimeProvider>(time).AddSingleton(dialect).AddSingleton(feed)
            .AddControlRoomCore(configuration).BuildServiceProvider();
        var crew = new DemoCrew(services, time, await People(ct), ct);

        await DemoSeed.Suppliers(crew);
        await DemoSeed.BuffersOf(crew, plant.Simulator ? 10 : 3600);
        var flow = await DemoSeed.Flows(crew);
        await DemoWorkshop.Floor(crew);
        await DemoWorkshop.Routes(crew);
        await DemoProducts.Play(crew);
        var (rack, rod) = await DemoRevisions.First(crew);
        var shop = new DemoShop(crew, rack, rod);
        await crew.LookAround();

        time.At(clock.ToUtc(today.AddDays(-40), new TimeOnly(6, 0)));
        await DemoHistory.RunF(crew, flow);
        time.At(clock.ToUtc(today.AddDays(-20), new TimeOnly(6, 0)));
        await DemoTickets.ThreeWeeksAgo(shop);
        time.At(clock.ToUtc(today.AddDays(-3), new TimeOnly(6, 0)));
        await DemoTickets.ThreeDaysAgo(shop);
        time.At(clock.ToUtc(today.AddDays(-2), new TimeOnly(5, 0)));
        await DemoRevisions.Second(crew, rack);
        await DemoTickets.TwoDaysAgo(shop);
        time.At(clock.ToUtc(today.AddDays(-2), new TimeOnly(6, 0)));
        await DemoHistory.RunE(crew, flow);
        time.At(clock.ToUtc(today.AddDays(-1), new TimeOnly(6, 0)));
        await DemoYesterday.RunA(crew, flow);
        await DemoYesterday.RunG(crew, flow);
        await crew.SeeReturnedAlarms();
        time.At(clock.ToUtc(today.AddDays(-1), new TimeOnly(6, 0)));
        var toWeld = await DemoTickets.Yesterday(shop);
        await DemoRevisions.Third(crew, rack);

        var midnight = clock.StartOfDay(today);
        var start = now.AddMinutes(-DemoToday.Minutes) > midnight ? now.AddMinutes(-DemoToday.Minutes) : midnight;
        time.At(start);
        time.Pace = (now - start).TotalMinutes / DemoToday.Minutes;
        var toCut = await DemoTickets.Today(shop);
        time.At(start);
        await DemoToday.Play(crew, flow);
        await shop.Begin(toWeld, crew.Operator);
        await shop.Begin(toCut, crew.Operator2);
        time.At(now);
        await AirOfTheLastDay(crew, now);
    }

    private async Task<Dictionary<string, Caller>> People(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Users.AsNoTracking().Where(u => u.Email.EndsWith("@duna.test"))
            .ToDictionaryAsync(u => u.Email, u => new Caller(u.Id, u.FullName, u.Role, SignedWith.Session, null, Ids.New(u.CreatedAt)), ct);
    }

    /// <summary>One reading of every buffer's air per hour, inside its band, the last one now.</summary>
    private static async Task AirOfTheLastDay(DemoCrew crew, DateTime now)
    {
        var readings = Enumerable.Range(0, 24).SelectMany(hour => Air.Select((buffer, i) =>
            new ReadingInput(null, crew.Buffer(buffer.Code), (decimal)Math.Round(buffer.Mean + buffer.Swing * Math.Sin(hour * 0.9 + i), 1), MeasurementType.Ambient)
            {
                Source = ReadingSource.Device, DeviceId = $"LOG-{buffer.Code}", MeasuredAt = now.AddHours(-hour),
            })).ToList();
        await crew.Do(new RecordReadings(readings), crew.Operator2, crew.Get<RecordReadingsHandler>().Handle);
    }
}
