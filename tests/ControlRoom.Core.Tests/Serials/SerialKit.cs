using ControlRoom.Core.Database;
using ControlRoom.Core.Database.Registry;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tests.Serials;

/// <summary>Gives out serials and follows them, as the commands of tickets and tokens do.</summary>
internal static class SerialKit
{
    public static SerialOrder Order(Guid? ticket = null, int cycle = 1, string sku = "SR40", SerialType type = SerialType.Hat) => new(ticket ?? Guid.CreateVersion7(), "JT-20260124-DUNA-0001", cycle, type, sku);

    public static IReadOnlyList<Guid> Tokens(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    public static Task<Outcome<T>> Within<T>(this TestPlant plant, Func<Work, SerialBook, Task<Outcome<T>>> act) =>
        plant.Boundary.Do<T>(plant.Manager.Again(), Permission.PlanWork, work => act(work, plant.Get<SerialBook>()), TestPlant.Ct);

    public static async Task<Outcome<List<TicketSerial>>> Spawn(this TestPlant plant, SerialOrder order, params IReadOnlyList<Guid> tokens) => await plant.Within<List<TicketSerial>>(async (work, book) =>
    {
        var made = await book.ForTokens(work, order, tokens);
        return made.Done ? made.Value.ToList() : made.Refusal;
    });

    public static async Task<Outcome<List<TicketSerial>>> Ahead(this TestPlant plant, SerialOrder order, int count) => await plant.Within<List<TicketSerial>>(async (work, book) =>
    {
        var made = await book.Ahead(work, order, count);
        return made.Done ? made.Value.ToList() : made.Refusal;
    });

    public static Task<Outcome<int>> Use(this TestPlant plant, params Guid[] tokens) => plant.Within<int>(async (work, _) => await work.UseSerials(tokens));

    public static Task<Outcome<int>> Scrap(this TestPlant plant, params Guid[] tokens) => plant.Within<int>(async (work, _) => await work.ScrapSerials(tokens));

    public static async Task Flag(this TestPlant plant, string key, string value) => (await plant.Get<SetFlagHandler>().Handle(new SetFlag(key, value), plant.Admin, TestPlant.Ct)).Must();

    public static Task<DispatchView> Dispatch(this TestPlant plant) => plant.Get<OutboxDispatcher>().Pass(TestPlant.Ct);

    public static async Task<List<RegistryRow>> Registered(this TestPlant plant)
    {
        await using var db = await plant.Get<RegistryStore>().Open(TestPlant.Ct);
        return await db.Serials.AsNoTracking().OrderBy(r => r.SerialCode).ToListAsync(TestPlant.Ct);
    }

    /// <summary>Changes the registry past all rules.</summary>
    public static async Task CoreSql(this TestPlant plant, FormattableString sql)
    {
        await using var db = await plant.Get<RegistryStore>().Open(TestPlant.Ct);
        await db.Database.ExecuteSqlInterpolatedAsync(sql, TestPlant.Ct);
    }

    public static async Task<List<OutboxMessage>> Messages(this TestPlant plant)
    {
        await using var db = plant.Open();
        return await db.Outbox.AsNoTracking().OrderBy(m => m.SerialCode).ThenBy(m => m.AggregateSeq).ToListAsync(TestPlant.Ct);
    }

    public static async Task<SerialView> Serial(this TestPlant plant, string code) => (await plant.Get<SerialQueries>().Find(code, TestPlant.Ct))!;

    /// <summary>Plant and registry know the same of every serial.</summary>
    public static async Task AssertConverged(this TestPlant plant)
    {
        await using var db = plant.Open();
        var here = await db.TicketSerials.AsNoTracking().Where(s => !s.IsTemp).OrderBy(s => s.SerialNumber).ToListAsync(TestPlant.Ct);
        var there = (await plant.Registered()).ToDictionary(r => r.SerialCode, StringComparer.Ordinal);
        Xunit.Assert.Equal(here.Count, there.Count);
        foreach (var serial in here)
        {
            var row = there[serial.SerialNumber];
            Xunit.Assert.Equal((serial.TokenId, SerialOutbox.StatusOf(serial.State), serial.LastSeq), (row.TokenId, row.Status, row.RegistryVersion));
        }
    }
}
