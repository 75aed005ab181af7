using System.Text.RegularExpressions;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>The end-to-end checklist of the plant specification (§4.11): a whole day by two people in two browsers, with a wall beside them.</summary>
public sealed partial class ChecklistTests(Chromium chromium) : BrowserTest(chromium)
{
    private WebPlant plant = null!;
    private Seat wall = null!;
    private RunScreen atOperator = null!, atManager = null!;
    private string code = "";
    private Guid runId;

    [GeneratedRegex("/command/run/(?<code>RUN-[0-9A-Z-]+)$")]
    private static partial Regex RunAddress { get; }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-04")]
    [Trait("Rule", "R-RUN-05")]
    [Trait("Rule", "R-GEN-01")]
    [Trait("Rule", "R-AUD-05")]
    [Trait("Rule", "R-IDEM-06")]
    public async Task A_whole_day_goes_through_two_browsers_and_everybody_sees_it_at_once(Db db)
    {
        plant = await Plant(db);
        await Ground.Furnish(plant);
        await Ground.Publish(plant, CanonicalFlow.Name, CanonicalFlow.V2);

        var (oper, manager) = (await Seated(plant, People.Operator), await Seated(plant, People.Manager));
        wall = await Wall(plant);
        foreach (var seat in new[] { oper, manager, wall }) await seat.Mark();

        await CreateAndStart(manager);
        await oper.Page.GetByRole(AriaRole.Main).Locator($"a[data-run='{code}']").ClickAsync();
        (atOperator, atManager) = (await RunScreen.Of(oper, code), await RunScreen.Of(manager, code));
        await EverybodySeesStep(0);

        var raw = await Receive();
        var skewers = await MakeSkewers(raw);
        var (pallet, shipment) = await FreezeAndShip(skewers);

        await atManager.Complete();
        foreach (var screen in new[] { atOperator, atManager }) await screen.ShowsStatus("COMPLETED");
        await Expect(wall.Page.Locator($"[data-run='{code}'] .id [data-state]")).ToHaveAttributeAsync("data-state", "COMPLETED");
        foreach (var seat in new[] { oper, manager, wall }) await seat.MustBeUnbroken();

        await GenealogyLeads(raw, pallet, shipment);
        await AuditIsWhole();
        Assert.Empty(plant.Logs.Criticals);
    }

    private async Task CreateAndStart(Seat manager)
    {
        await manager.Button(Ui.Text("Title.NewRun")).ClickAsync();
        await manager.Dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text("NewRun.CreateAndStart") }).ClickAsync();
        await manager.Page.WaitForURLAsync(RunAddress);
        code = RunAddress.Match(manager.Page.Url).Groups["code"].Value;
        var run = (await Ground.Ask(plant, "/api/runs")).EnumerateArray().Single();
        Assert.Equal(code, run.GetProperty("run_code").GetString());
        runId = run.GetProperty("id").GetGuid();
    }

    /// <summary>Step 1: a delivery is put into the cold and passes its critical gate by the manager.</summary>
    private async Task<string> Receive()
    {
        await Advance(1);
        var raw = await Make(new LotForm(LotType.Raw, 90) { Supplier = "SUP-B" }, "QUARANTINE");
        await Store(raw, 90, "RAW-001");
        await Decide(atManager, raw, LotType.Raw, 2.4m);
        return raw;
    }

    /// <summary>Steps 2 to 6.</summary>
    private async Task<string> MakeSkewers(string raw)
    {
        await Advance(2);
        var deb = await Make(new LotForm(LotType.Deb, 60) { Parent = raw, Stored = true }, "QUARANTINE");
        await Decide(atOperator, deb, LotType.Deb);
        await Advance(3);
        var bulk = await Make(new LotForm(LotType.Bulk, 60) { Parent = deb, Stored = true }, "RELEASED");
        await Advance(4);
        var mix = await Make(new LotForm(LotType.Mix, 60) { Parent = bulk, Stored = true }, "QUARANTINE");
        await Decide(atOperator, mix, LotType.Mix);
        await Advance(5);
        var skewers = await Make(new LotForm(LotType.Skw15, 60) { Parent = mix, Rods = 4 }, "QUARANTINE");
        await Decide(atOperator, skewers, LotType.Skw15);
        await Advance(6);
        await Store(skewers, 60, "SKW15-001");
        return skewers;
    }

    /// <summary>Steps 7 to 10.</summary>
    private async Task<(string Pallet, string Shipment)> FreezeAndShip(string skewers)
    {
        await Advance(7);
        var frozen = await Make(new LotForm(LotType.Frz15, 59.6m) { Parent = skewers, Stored = true }, "QUARANTINE");
        await Decide(atManager, frozen, LotType.Frz15, -19.2m);
        await Advance(8);
        var packed = await Make(new LotForm(LotType.Fg15, 59.6m) { Parent = frozen, Stored = true }, "QUARANTINE");
        await Decide(atOperator, packed, LotType.Fg15);
        await Advance(9);
        var pallet = await Make(new LotForm(LotType.Pal, 59.6m) { Parent = packed, Customer = "CUST-A" }, "QUARANTINE");
        await Store(pallet, 59.6m, "PAL-001");
        await Decide(atOperator, pallet, LotType.Pal);
        await Advance(10);
        var shipment = await Make(new LotForm(LotType.Ship, 59.6m) { Parent = pallet }, "QUARANTINE");
        await Decide(atManager, shipment, LotType.Ship, -19.4m);
        await atOperator.Move(pallet, MoveProposal.Ship, 59.6m);
        await EverybodySeesStock("PAL-001", "0");
        return (pallet, shipment);
    }

    private async Task Advance(int step)
    {
        await atOperator.Advance(step);
        await EverybodySeesStep(step);
    }

    /// <summary>The operator registers it; the manager sees it.</summary>
    private async Task<string> Make(LotForm form, string status)
    {
        await atOperator.Register(form);
        var lot = (await Ground.Ask(plant, $"/api/lots?run_id={runId}&type={Word.Of(form.Type)}")).EnumerateArray().Single().GetProperty("lot_code").GetString()!;
        foreach (var screen in new[] { atOperator, atManager }) await screen.ShowsLot(lot, status);
        return lot;
    }

    private async Task Decide(RunScreen by, string lot, LotType type, decimal? celsius = null)
    {
        await by.Pass(lot, type, celsius);
        foreach (var screen in new[] { atOperator, atManager }) await screen.ShowsLot(lot, "RELEASED");
    }

    private async Task Store(string lot, decimal kilograms, string buffer)
    {
        await atOperator.Move(lot, MoveProposal.Receive, kilograms);
        foreach (var screen in new[] { atOperator, atManager }) await screen.ShowsPlace(lot, buffer);
        await EverybodySeesStock(buffer, Format.KgWhole(kilograms));
    }

    private async Task EverybodySeesStep(int step)
    {
        foreach (var screen in new[] { atOperator, atManager }) await screen.ShowsStep(step);
        await Expect(wall.Page.Locator($"[data-run='{code}'] [data-step='{step}']")).ToHaveAttributeAsync("aria-current", "step");
    }

    private async Task EverybodySeesStock(string buffer, string kilograms)
    {
        foreach (var screen in new[] { atOperator, atManager }) await screen.ShowsStock(buffer, kilograms);
        await Expect(wall.Page.Locator($"[data-key='buffer:{buffer}:kg']")).ToHaveTextAsync(kilograms);
    }

    private async Task GenealogyLeads(string raw, string pallet, string shipment)
    {
        Assert.Contains(raw, await Kin($"/api/genealogy/{shipment}/parents?depth=10"));
        var forward = await Kin($"/api/genealogy/{raw}/children?depth=10");
        Assert.Contains(shipment, forward);
        Assert.Contains(pallet, forward);

        async Task<IReadOnlyList<string?>> Kin(string path) => [.. (await Ground.Ask(plant, path)).GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("lot_code").GetString())];
    }

    private async Task AuditIsWhole()
    {
        var trail = (await Ground.Ask(plant, $"/api/audit/events/run/{runId}?limit=200")).EnumerateArray().ToList();
        var words = trail.Select(e => e.GetProperty("event_type").GetString()).ToList();
        Assert.Equal(1, words.Count(w => w == "RUN_CREATED"));
        Assert.Equal(1, words.Count(w => w == "RUN_STARTED"));
        Assert.Equal(10, words.Count(w => w == "RUN_STEP_ADVANCED"));
        Assert.Equal("RUN_COMPLETED", words[^1]);
        var ids = trail.Select(e => e.GetProperty("id").GetInt64()).ToList();
        Assert.Equal(ids.Order(), ids);
        Assert.True((await Ground.Ask(plant, "/api/audit/verify")).GetProperty("valid").GetBoolean());
    }
}
