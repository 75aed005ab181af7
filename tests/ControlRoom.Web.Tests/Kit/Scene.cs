using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Web.Tests.Kit;

/// <summary>A plant that is played through its own handlers, so that pages show nothing the product could not have stored.</summary>
/// <param name="call">Somebody with the role and a new intention.</param>
public sealed class Scene(IServiceProvider services, Func<Role, Caller> call)
{
    private readonly Dictionary<string, Guid> buffers = new(StringComparer.Ordinal), suppliers = new(StringComparer.Ordinal);

    public Guid FlowVersion { get; private set; }

    public Guid Buffer(string code) => buffers[code];

    private static CancellationToken Ct => CancellationToken.None;

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>Gates, the published standard line, the eight buffers, two suppliers.</summary>
    public async Task<Scene> Ground(int readingPeriodS = 3600)
    {
        await Get<SeedGatesHandler>().Handle(Ct);
        var flow = (await Get<CreateFlowHandler>().Handle(new(CanonicalFlow.Name), call(Role.Operator), Ct)).Must();
        var saved = (await Get<SaveVersionGraphHandler>().Handle(new(flow.Id, 1, JsonElement.Parse(CanonicalFlow.V2), flow.LatestVersion!.RowVersion), call(Role.Operator), Ct)).Must();
        (await Get<SubmitVersionHandler>().Handle(new(flow.Id, 1, saved.RowVersion), call(Role.Operator), Ct)).Must();
        FlowVersion = (await Get<ApproveVersionHandler>().Handle(new(flow.Id, 1), call(Role.Manager), Ct)).Must().Published.Id;
        await Store("RAW-001", BufferType.Lk, 2000, 0, 4, LotType.Raw);
        await Store("LK-001", BufferType.Lk, 1500, 1, 4, LotType.Deb, LotType.Bulk);
        await Store("MIX-001", BufferType.Mix, 1200, 2, 4, LotType.Mix);
        await Store("SKW15-001", BufferType.Skw15, 700, 2, 4, LotType.Skw15);
        await Store("SKW30-001", BufferType.Skw30, 600, 2, 4, LotType.Skw30);
        await Store("FRZ-001", BufferType.Frz, 1500, -25, -18, LotType.Frz15, LotType.Frz30);
        await Store("FG-001", BufferType.Frz, 1500, -22, -18, LotType.Fg15, LotType.Fg30);
        await Store("PAL-001", BufferType.Pal, 2000, -22, -18, LotType.Pal);
        await Supply("SUP-A", MaterialClass.Meat);
        await Supply("SUP-P", MaterialClass.Ingredient);
        return this;

        async Task Store(string code, BufferType type, decimal capacity, decimal min, decimal max, params LotType[] types) => buffers[code] = (await Get<CreateBufferHandler>().Handle(
            new(code, type, new BufferInput { AllowedLotTypes = types, CapacityKg = capacity, TempMinC = min, TempMaxC = max, NameHu = code, NameEn = code, ReadingPeriodS = readingPeriodS }), call(Role.Manager), Ct)).Must().Id;

        async Task Supply(string code, MaterialClass goods) => suppliers[code] = (await Get<CreateSupplierHandler>().Handle(new(code, "Supplier " + code, null, goods, true), call(Role.Manager), Ct)).Must().Id;
    }

    public async Task<RunView> NewRun() => (await Get<CreateRunHandler>().Handle(new(FlowVersion), call(Role.Operator), Ct)).Must();

    /// <summary>A run that has been started and stands at step 0.</summary>
    public async Task<RunView> StartedRun() => (await Get<StartRunHandler>().Handle(new((await NewRun()).Id), call(Role.Operator), Ct)).Must();

    public async Task<RunView> Advance(Guid run) => (await Get<AdvanceRunHandler>().Handle(new(run), call(Role.Operator), Ct)).Must();

    public async Task<RunView> Hold(Guid run, string reason = "Line 2 stands still, motor fault") => (await Get<HoldRunHandler>().Handle(new(run, reason), call(Role.Operator), Ct)).Must();

    public async Task<LotView> Raw(Guid run, decimal kilograms, bool ingredient = false) =>
        (await Get<RegisterLotHandler>().Handle(new(run, LotType.Raw, kilograms) { SupplierId = suppliers[ingredient ? "SUP-P" : "SUP-A"] }, call(Role.Operator), Ct)).Must();

    public async Task<LotView> Lot(Guid run, LotType type, decimal kilograms, int? pieces, params (LotRow Lot, decimal Kg)[] parents) => (await Get<RegisterLotHandler>().Handle(
        new(run, type, kilograms) { PieceCount = pieces, CustomerCode = type == LotType.Pal ? "CUST-1" : null, Parents = [.. parents.Select(p => new ParentUse(p.Lot.Id, null, p.Kg))] }, call(Role.Operator), Ct)).Must();

    public async Task<ReadingView> Read(LotRow lot, decimal celsius, MeasurementType type = MeasurementType.Surface) =>
        (await Get<RecordReadingHandler>().Handle(new(new ReadingInput(lot.Id, null, celsius, type)), call(Role.Operator), Ct)).Must();

    public async Task<ReadingView> Air(string buffer, decimal celsius, DateTime? at = null) =>
        (await Get<RecordReadingHandler>().Handle(new(new ReadingInput(null, buffers[buffer], celsius, MeasurementType.Ambient) { MeasuredAt = at }), call(Role.Operator), Ct)).Must();

    public async Task Place(LotRow lot, string buffer, decimal kilograms) =>
        (await Get<MoveStockHandler>().Handle(new(lot.Id, null, null, buffers[buffer], kilograms, MoveType.Receive), call(Role.Operator), Ct)).Must();

    /// <summary>PASS with every answer as the checklist wants it.</summary>
    public async Task Pass(LotRow lot)
    {
        var form = (await Get<InspectionQueries>().Form(lot.LotCode, Ct)).Must();
        var answers = form.Checklist.Where(i => i.Required).ToDictionary(i => i.Key, i => i.Kind == "number" ? i.Max ?? i.Min ?? 0 : (object)true);
        (await Get<RecordInspectionHandler>().Handle(new(lot.Id, lot.RunId, lot.StepIndex, form.GateCode, Decision.Pass)
        {
            ChecklistResults = JsonElement.Parse(Json.Text(answers)),
        }, call(Role.Auditor), Ct)).Must();
    }

    /// <summary>Today's run up to skewering: two SKW15 and two SKW30 lots, the second SKW15 still waiting at its gate.</summary>
    public async Task<RunView> Skewering()
    {
        var run = await StartedRun();
        await Advance(run.Id);
        var (raw, mixin) = (await Raw(run.Id, 1780), await Raw(run.Id, 18, ingredient: true));
        await Read(raw, 2.4m);
        await Pass(raw);
        await Pass(mixin);
        await Place(raw, "RAW-001", 1780);
        await Advance(run.Id);
        var deb = await Lot(run.Id, LotType.Deb, 1210, null, (raw, 1780));
        await Pass(deb);
        await Advance(run.Id);
        var bulk = await Lot(run.Id, LotType.Bulk, 1210, null, (deb, 1210));
        await Place(bulk, "LK-001", 1210);
        await Advance(run.Id);
        var mix = await Lot(run.Id, LotType.Mix, 1070, null, (bulk, 1054), (mixin, 18));
        await Pass(mix);
        await Place(mix, "MIX-001", 1070);
        await Advance(run.Id);
        var first = await Lot(run.Id, LotType.Skw15, 301, 20, (mix, 301));
        await Read(first, 3.0m);
        await Pass(first);
        await Read(await Lot(run.Id, LotType.Skw15, 300.6m, 20, (mix, 300.6m)), 3.1m);
        var third = await Lot(run.Id, LotType.Skw30, 240.8m, 8, (mix, 240.8m));
        await Pass(third);
        await Place(third, "SKW30-001", 240.8m);
        var fourth = await Lot(run.Id, LotType.Skw30, 209.6m, 7, (mix, 209.6m));
        await Pass(fourth);
        await Read(fourth, 5.2m);
        return (await Get<RunQueries>().Detail(run.Id, Ct)).Must();
    }

    /// <summary>A run on HOLD at receipt because its RAW lot came in warm.</summary>
    public async Task<RunView> WarmReceipt()
    {
        var run = await StartedRun();
        await Advance(run.Id);
        var raw = await Raw(run.Id, 350);
        await Place(raw, "RAW-001", 350);
        await Read(raw, 6.8m);
        return await Hold(run.Id, "Warm receipt, supplier informed");
    }
}
