using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Core.Demo;

/// <summary>The people of the demo at work: every method sends the command a person would send, and must succeed.</summary>
internal sealed class DemoCrew(IServiceProvider services, MovingTime time, IReadOnlyDictionary<string, Caller> people, CancellationToken ct)
{
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

    public async Task<RunView> Create(Guid flowVersionId, Caller by) => await Done(Get<CreateRunHandler>().Handle(new CreateRun(flowVersionId), by, ct));

    public async Task<RunView> Start(Guid run, Caller by) => await Done(Get<StartRunHandler>().Handle(new StartRun(run), by, ct));

    public async Task Advance(Guid run, Caller by, double after = 3)
    {
        time.Wait(after);
        await Done(Get<AdvanceRunHandler>().Handle(new AdvanceRun(run), by, ct));
    }

    public Task<LotView> Receive(Guid run, decimal kg, string supplier, decimal? celsius, string note) =>
        Register(new RegisterLot(run, LotType.Raw, kg) { SupplierId = suppliers[supplier], TemperatureC = celsius, Metadata = Data(new { goods = note }) });

    public async Task<LotView> Register(RegisterLot lot, double after = 4)
    {
        time.Wait(after);
        return await Done(Get<RegisterLotHandler>().Handle(lot, Operator, ct));
    }

    public async Task Move(LotView lot, MoveType type, string? from, string? to, decimal? kg = null)
    {
        time.Wait(0.5);
        await Done(Get<MoveStockHandler>().Handle(new MoveStock(lot.Id, null, from is null ? null : buffers[from], to is null ? null : buffers[to], kg ?? lot.WeightKg, type), Operator, ct));
    }

    public Task Store(LotView lot, string buffer) => Move(lot, MoveType.Receive, null, buffer);

    /// <summary>A PASS with every required answer; at a CCP with the temperature that was measured for it.</summary>
    public Task Pass(LotView lot, decimal? celsius = null, object? measurements = null, string? notes = null) => Inspect(lot, Decision.Pass, notes, celsius, measurements);

    public async Task Inspect(LotView lot, Decision decision, string? notes, decimal? celsius = null, object? measurements = null)
    {
        time.Wait(2);
        var gate = GateOf(lot);
        var type = CcpRules.TypeAt(lot.StepIndex);
        await Done(Get<RecordInspectionHandler>().Handle(new RecordInspection(lot.Id, lot.RunId, lot.StepIndex, gate.Code, decision)
        {
            Notes = notes,
            ChecklistResults = decision == Decision.Pass ? DemoAnswers.For(gate, lot.LotType, lot.MaterialClass, celsius) : null,
            Measurements = measurements is null ? null : Data(measurements),
            Temperature = celsius is { } c && type is { } t ? new InspectedTemperature(c, t) : null,
        }, Auditor, ct));
    }

    public async Task Measure(ReadingInput reading, Caller by) => await Done(Get<RecordReadingHandler>().Handle(new RecordReading(reading), by, ct));

    public async Task Decide(LotView lot, string action, string reason, Disposition? disposition = null)
    {
        time.Wait(3);
        await Done(Get<ChangeLotStatusHandler>().Handle(new ChangeLotStatus(lot.Id, action, reason, disposition), Manager, ct));
    }

    public async Task Waste(LotView lot, decimal kg, WasteReason reason, string disposalRef)
    {
        time.Wait(2);
        await Done(Get<RecordWasteHandler>().Handle(new RecordWaste(lot.Id, kg, reason, disposalRef), Operator, ct));
    }

    /// <summary>Somebody looks at every alarm whose cause is gone.</summary>
    public async Task SeeReturnedAlarms()
    {
        foreach (var alarm in await Get<AlarmQueries>().List([AlarmState.RtnUnack], Page.Whole, ct))
        {
            time.Wait(0.2);
            await Done(Get<AcknowledgeAlarmHandler>().Handle(new AcknowledgeAlarm(alarm.Id), Manager, ct));
        }
    }

    public static async Task<T> Done<T>(Task<Outcome<T>> outcome) => (await outcome).Must();

    public static JsonElement Data(object value) => JsonSerializer.SerializeToElement(value, Json.Options);

    public static ParentUse Of(LotView parent, decimal kg) => new(parent.Id, null, kg);

    private GateSpec GateOf(LotView lot)
    {
        using var db = Get<Database.Dialect>().Open();
        var version = db.Runs.Where(r => r.Id == lot.RunId).Select(r => r.FlowVersionId).First();
        return ProcessGraph.Known(version)!.GateOf(lot.StepIndex)!;
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
