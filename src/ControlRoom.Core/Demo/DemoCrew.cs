using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Core.Demo;

/// <summary>The people of the demo at work: every method sends the command a person would send, and must succeed.</summary>
internal sealed class DemoCrew(IServiceProvider services, MovingTime time, IReadOnlyDictionary<string, Caller> people, CancellationToken ct)
{
    private readonly Dictionary<string, int> sent = new(StringComparer.Ordinal);
    private Dictionary<string, Guid> buffers = [];
    private Dictionary<string, Guid> suppliers = [];

    public MovingTime Time => time;
    public Caller Operator => people["operator@duna.test"];
    public Caller Operator2 => people["operator2@duna.test"];
    public Caller Manager => people["manager@duna.test"];
    public Caller Manager2 => people["manager2@duna.test"];
    public Caller Auditor => people["auditor@duna.test"];
    public CancellationToken Ct => ct;

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public Guid Buffer(string code) => buffers[code];

    /// <summary>Learns the ids of buffers and suppliers; they are deterministic by code only.</summary>
    public async Task LookAround()
    {
        buffers = (await Get<BufferQueries>().List(null, null, ct)).ToDictionary(b => b.BufferCode, b => b.Id);
        suppliers = (await Get<SupplierQueries>().List(true, Page.Whole, ct)).ToDictionary(s => s.Code, s => s.Id);
    }

    public async Task<RunView> Create(Guid flowVersionId, Caller by) => await Do(new CreateRun(flowVersionId), by, Get<CreateRunHandler>().Handle);

    public async Task<RunView> Start(Guid run, Caller by) => await Do(new StartRun(run), by, Get<StartRunHandler>().Handle);

    public async Task Advance(Guid run, Caller by, double after = 3)
    {
        time.Wait(after);
        await Do(new AdvanceRun(run), by, Get<AdvanceRunHandler>().Handle);
    }

    public Task<LotView> Receive(Guid run, decimal kg, string supplier, decimal? celsius, string note) =>
        Register(new RegisterLot(run, LotType.Raw, kg) { SupplierId = suppliers[supplier], TemperatureC = celsius, Metadata = Data(new { goods = note }) });

    public async Task<LotView> Register(RegisterLot lot, double after = 4)
    {
        time.Wait(after);
        return await Do(lot, Operator, Get<RegisterLotHandler>().Handle);
    }

    public async Task Move(LotView lot, MoveType type, string? from, string? to, decimal? kg = null)
    {
        time.Wait(0.5);
        await Do(new MoveStock(lot.Id, null, from is null ? null : buffers[from], to is null ? null : buffers[to], kg ?? lot.WeightKg, type), Operator, Get<MoveStockHandler>().Handle);
    }

    public Task Store(LotView lot, string buffer) => Move(lot, MoveType.Receive, null, buffer);

    /// <summary>A PASS with every required answer; at a CCP with the temperature that was measured for it.</summary>
    public Task Pass(LotView lot, decimal? celsius = null, object? measurements = null, string? notes = null) => Inspect(lot, Decision.Pass, notes, celsius, measurements);

    public async Task Inspect(LotView lot, Decision decision, string? notes, decimal? celsius = null, object? measurements = null)
    {
        time.Wait(2);
        var gate = await GateOf(lot);
        var type = CcpRules.TypeAt(lot.StepIndex);
        await Do(new RecordInspection(lot.Id, lot.RunId, lot.StepIndex, gate.Code, decision)
        {
            Notes = notes,
            ChecklistResults = decision == Decision.Pass ? DemoAnswers.For(gate, lot.LotType, lot.MaterialClass, celsius) : null,
            Measurements = measurements is null ? null : Data(measurements),
            Temperature = celsius is { } c && type is { } t ? new InspectedTemperature(c, t) : null,
        }, Auditor, Get<RecordInspectionHandler>().Handle);
    }

    public async Task Measure(ReadingInput reading, Caller by) => await Do(new RecordReading(reading), by, Get<RecordReadingHandler>().Handle);

    public async Task Decide(LotView lot, string action, string reason, Disposition? disposition = null)
    {
        time.Wait(3);
        await Do(new ChangeLotStatus(lot.Id, action, reason, disposition), Manager, Get<ChangeLotStatusHandler>().Handle);
    }

    /// <summary>The manager judges the open deviation that the lot began, and says what becomes of the lot.</summary>
    public async Task Judge(LotView lot, string evaluation, string prevention, params OutcomeLine[] outcomes)
    {
        time.Wait(2);
        // An interrupted play may have closed it already: then the answer is the stored one.
        var deviation = (await Get<DeviationQueries>().List(new DeviationFilter { LotId = lot.Id }, Page.First, ct)).Single();
        await Do(new RecordDisposition(deviation.Id, evaluation, [new LotDisposition(lot.Id, null, outcomes)], prevention), Manager, Get<RecordDispositionHandler>().Handle);
    }

    public async Task Waste(LotView lot, decimal kg, WasteReason reason, string disposalRef)
    {
        time.Wait(2);
        await Do(new RecordWaste(lot.Id, kg, reason, disposalRef), Operator, Get<RecordWasteHandler>().Handle);
    }

    /// <summary>Somebody looks at every alarm whose cause is gone.</summary>
    public async Task SeeReturnedAlarms()
    {
        foreach (var alarm in await Get<AlarmQueries>().List([AlarmState.RtnUnack], Page.Whole, ct))
        {
            time.Wait(0.2);
            await Do(new AcknowledgeAlarm(alarm.Id), Manager, Get<AcknowledgeAlarmHandler>().Handle);
        }
    }

    /// <summary>
    /// Carries out a command under a key that is the same in every play: where a play was interrupted, the next one is answered what was
    /// done already and goes on from there.
    /// </summary>
    /// <param name="name">Names the command where its content depends on what has been done.</param>
    /// <exception cref="RefusedException">The database is away; play again later.</exception>
    public async Task<T> Do<TCommand, T>(TCommand command, Caller by, Func<TCommand, Caller, CancellationToken, Task<Outcome<T>>> handle, string? name = null) where TCommand : notnull
    {
        var text = $"{by.UserId} {typeof(TCommand).Name} {name ?? Json.Text(command)}";
        var nth = sent[text] = sent.GetValueOrDefault(text) + 1;
        var key = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{text} {nth}")).AsSpan(0, 16));
        return await Done(handle(command, by.With(new Intent(key, DemoPlayer.Method, typeof(TCommand).Name, "")), ct));
    }

    public static async Task<T> Done<T>(Task<Outcome<T>> outcome) =>
        await outcome is { Refusal: { Kind: RefusalKind.Unavailable } away } ? throw new RefusedException(away) : (await outcome).Must();

    public static JsonElement Data(object value) => JsonSerializer.SerializeToElement(value, Json.Options);

    public static ParentUse Of(LotView parent, decimal kg) => new(parent.Id, null, kg);

    private async Task<GateSpec> GateOf(LotView lot)
    {
        await using var db = Get<Database.Dialect>().Open();
        var version = await db.Runs.Where(r => r.Id == lot.RunId).Select(r => r.FlowVersionId).FirstAsync(ct);
        return (await RunQueries.Graph(db, version, ct)).GateOf(lot.StepIndex)!;
    }
}

/// <summary>Good answers to any checklist.</summary>
internal static class DemoAnswers
{
    /// <param name="celsius">The temperature of the CCP, where one was measured.</param>
    public static JsonElement For(GateSpec gate, LotType type, MaterialClass material, decimal? celsius)
    {
        var answers = gate.Checklist.Where(i => i.Required && i.Applies(type, material)).ToDictionary(i => i.Key, i => i.Kind switch
        {
            "bool" => (object)true,
            "text" => "ok",
            _ => celsius is { } measured && gate.IsCcp ? measured : Good(i.Min, i.Max),
        });
        return JsonSerializer.SerializeToElement(answers, Json.Options);
    }

    private static decimal Good(decimal? min, decimal? max) => (min, max) switch
    {
        ({ } low, { } high) => decimal.Round((low + high) / 2, 2),
        (null, { } high) => high - 1,
        ({ } low, null) => low + 2,
        _ => 0,
    };
}
