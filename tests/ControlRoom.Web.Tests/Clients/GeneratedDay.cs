// A production day with the client that is generated from the OpenAPI document: what does not fit here does not fit for anyone who generates one.
using System.Collections.Generic;
using System.Linq;
using Generated;

var (address, key) = (args[0], args[1]);
using var http = new System.Net.Http.HttpClient { BaseAddress = new System.Uri(address) };
http.DefaultRequestHeaders.Authorization = new("Bearer", key);
var client = new ControlRoomClient(http);

var buffers = (await client.GetBuffersAsync()).ToDictionary(b => b.Buffer_code, b => b.Id);
var suppliers = (await client.GetSuppliersAsync(active: true)).ToDictionary(s => s.Code, s => s.Id);
var gates = (await client.GetQcGatesAsync()).GroupBy(g => g.Step_index).ToDictionary(g => g.Key, g => g.First());
var flow = (await client.GetFlowsAsync()).First();
var version = (await client.GetFlowsByIdVersionsAsync(flow.Id)).First(v => v.Status == FlowVersionStatus.PUBLISHED);

var intention = System.Guid.NewGuid();
var run = (await client.PostRunsAsync(intention, new CreateRunBody { Flow_version_id = version.Id })).Id;
var again = (await client.PostRunsAsync(intention, new CreateRunBody { Flow_version_id = version.Id })).Id;
if (run != again) throw new System.InvalidOperationException("The retry made a second run.");
await client.PostRunsByIdStartAsync(run, System.Guid.NewGuid(), new VersionBody());
await Advance(1);

// A refusal is a problem with a stable code, and typed.
try
{
    await client.PostRunsByIdAdvanceAsync(run, System.Guid.NewGuid(), new AdvanceBody { To_step_index = 2 });
    throw new System.InvalidOperationException("A step without lots was left.");
}
catch (ApiException<Problem> refused) when (refused is { StatusCode: 409, Result.Code: "ADVANCE_BLOCKED" } && refused.Result.Reasons!.Any(r => r.Code == "NO_LOTS"))
{
    System.Console.WriteLine(refused.Result.Detail);
}

var raw = await Store(await Pass(await Lot(LotType.RAW, 500, supplier: "SUP-B"), 2.4), "RAW-001");
var spice = await Pass(await Lot(LotType.RAW, 50, supplier: "SUP-D"));
await Advance(2);
var deboned = await Store(await Pass(await Lot(LotType.DEB, 340, parents: [(raw, 500)])), "LK-001");
await Advance(3);
var bulk = await Store(await Lot(LotType.BULK, 340, parents: [(deboned, 340)]), "LK-001");
await Advance(4);
var mix = await Store(await Pass(await Lot(LotType.MIX, 360, parents: [(bulk, 340), (spice, 20)])), "MIX-001");
await Advance(5);
var rods15 = await Pass(await Lot(LotType.SKW15, 180.60, pieces: 12, parents: [(mix, 180.60)]));
var rods30 = await Pass(await Lot(LotType.SKW30, 179.40, pieces: 6, parents: [(mix, 179.40)]));
await Advance(6);
await Store(rods15, "SKW15-001");
await Store(rods30, "SKW30-001");
await Advance(7);
var frozen15 = await Store(await Pass(await Lot(LotType.FRZ15, 179.60, parents: [(rods15, 180.60)]), -19.2), "FRZ-001");
var frozen30 = await Store(await Pass(await Lot(LotType.FRZ30, 178.40, parents: [(rods30, 179.40)]), -19.2), "FRZ-001");
await Advance(8);
var packed15 = await Store(await Pass(await Lot(LotType.FG15, 179.60, parents: [(frozen15, 179.60)])), "FG-001");
var packed30 = await Store(await Pass(await Lot(LotType.FG30, 178.40, parents: [(frozen30, 178.40)])), "FG-001");
await Advance(9);
LotView[] pallets = [await Lot(LotType.PAL, 179.60, customer: "CUST-A", parents: [(packed15, 179.60)]), await Lot(LotType.PAL, 178.40, customer: "CUST-A", parents: [(packed30, 178.40)])];
foreach (var pallet in pallets) await Store(await Pass(pallet), "PAL-001");
await Advance(10);
var shipment = await Pass(await Lot(LotType.SHIP, 358, parents: [(pallets[0], 179.60), (pallets[1], 178.40)]), -19.4);
foreach (var pallet in pallets)
    await client.PostInventoryMoveAsync(System.Guid.NewGuid(), new MoveBody { Lot_id = pallet.Id, From_buffer_id = buffers["PAL-001"], Quantity_kg = pallet.Weight_kg, Move_type = MoveType.SHIP });
var ended = await client.PostRunsByIdCompleteAsync(run, System.Guid.NewGuid(), new CompleteBody());
var balance = await client.GetRunsByIdMassBalanceAsync(run);
var trace = await client.GetGenealogyByLotCodeTreeAsync(shipment.Lot_code, depth: 10);
System.Console.WriteLine($"{ended.Status} unaccounted {balance.Unaccounted_kg} traced {trace.Nodes.Count}");

async System.Threading.Tasks.Task Advance(int to) => await client.PostRunsByIdAdvanceAsync(run, System.Guid.NewGuid(), new AdvanceBody { To_step_index = to });

System.Threading.Tasks.Task<LotView> Lot(LotType type, double kg, string? supplier = null, int? pieces = null, string? customer = null, params (LotView Lot, double Kg)[] parents) =>
    client.PostLotsAsync(System.Guid.NewGuid(), new RegisterLotBody
    {
        Run_id = run, Lot_type = type, Weight_kg = kg, Piece_count = pieces, Customer_code = customer, Supplier_id = supplier is null ? null : suppliers[supplier],
        Parents = [.. parents.Select(p => new ParentBody { Lot_id = p.Lot.Id, Quantity_used_kg = p.Kg })],
    });

async System.Threading.Tasks.Task<LotView> Pass(LotView lot, double? celsius = null)
{
    var gate = gates[lot.Step_index];
    var answers = gate.Checklist.Where(i => i.Required == true).ToDictionary(i => i.Key, i => i.Kind == "bool" ? true : (object)(celsius ?? (i.Min is { } min && i.Max is { } max ? (min + max) / 2 : i.Min ?? i.Max))!);
    await client.PostQcInspectionsAsync(System.Guid.NewGuid(), new InspectionBody
    {
        Run_id = run, Lot_id = lot.Id, Step_index = lot.Step_index, Inspection_type = gate.Gate_code, Decision = Decision.PASS, Checklist_results = answers,
        Temperature = celsius is null ? null : new TemperatureBody { C = celsius, Type = lot.Step_index switch { 1 => MeasurementType.SURFACE, 7 => MeasurementType.CORE, _ => MeasurementType.AMBIENT } },
    });
    return lot;
}

async System.Threading.Tasks.Task<LotView> Store(LotView lot, string buffer)
{
    await client.PostInventoryMoveAsync(System.Guid.NewGuid(), new MoveBody { Lot_id = lot.Id, To_buffer_id = buffers[buffer], Quantity_kg = lot.Weight_kg, Move_type = MoveType.RECEIVE });
    return lot;
}
