using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Quality;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E.Browsers;

/// <summary>A new lot as somebody fills it in. Its parent is used up.</summary>
public sealed record LotForm(LotType Type, decimal Kilograms)
{
    public string? Parent { get; init; }

    /// <summary>Code; only RAW has one.</summary>
    public string? Supplier { get; init; }

    public string? Customer { get; init; }

    public int? Rods { get; init; }

    /// <summary>It goes into the place the dialog proposes; otherwise it stays where it was made.</summary>
    public bool Stored { get; init; }
}

/// <summary>The page of one run as its user handles it.</summary>
public sealed class RunScreen(Seat seat, string runCode)
{
    private IPage Page => seat.Page;

    private ILocator Dialog => seat.Dialog;

    /// <summary>The page with all lots of the run in its list.</summary>
    public static async Task<RunScreen> Of(Seat seat, string runCode)
    {
        ArgumentNullException.ThrowIfNull(seat);
        await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = runCode, Level = 1 })).ToBeVisibleAsync();
        var tab = seat.Page.GetByRole(AriaRole.Tab, new() { Name = Ui.Text("Tab.AllLots") });
        await tab.ClickAsync();
        await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
        return new RunScreen(seat, runCode);
    }

    public ILocator Row(string lot) => Page.Locator($"tr[data-lot='{lot}']");

    public Task ShowsStatus(string status) => Expect(Page.Locator($".cr-runhead[data-run='{runCode}'] [data-state]")).ToHaveAttributeAsync("data-state", status);

    public Task ShowsStep(int step) => Expect(Page.GetByRole(AriaRole.Region, new() { Name = Ui.Text("Step.Title", step, Words.Step(step)), Exact = true })).ToBeVisibleAsync();

    public Task ShowsLot(string lot, string status) => Expect(Row(lot).Locator("[data-state]").First).ToHaveAttributeAsync("data-state", status);

    public Task ShowsPlace(string lot, string buffer) => Expect(Row(lot)).ToContainTextAsync(buffer);

    public Task ShowsStock(string buffer, string kilograms) => Expect(Page.Locator($"[data-key='buffer:{buffer}:kg']")).ToHaveTextAsync(kilograms);

    public async Task Advance(int to)
    {
        await seat.Button(Ui.Text("Button.AdvanceTo", to, Words.Step(to))).ClickAsync();
        await ShowsStep(to);
    }

    public async Task Register(LotForm lot)
    {
        ArgumentNullException.ThrowIfNull(lot);
        await seat.Button(Ui.Text("Button.RegisterDots")).First.ClickAsync();
        var type = Dialog.GetByLabel(Ui.Text("Register.Type"), new() { Exact = true });
        await Expect(type).ToHaveValueAsync(Word.Of(lot.Type));
        if (lot.Supplier is { } supplier)
        {
            var choice = Dialog.GetByLabel(Ui.Text("Register.Supplier"), new() { Exact = true });
            await choice.SelectOptionAsync(await choice.Locator("option", new() { HasText = supplier }).GetAttributeAsync("value") ?? "");
        }
        if (lot.Parent is { } parent) await Dialog.GetByRole(AriaRole.Checkbox, new() { Name = parent, Exact = true }).CheckAsync();
        if (lot.Rods is { } rods) await Seat.Fill(Dialog.GetByLabel(Ui.Text("Field.Pieces")), rods.ToString(CultureInfo.InvariantCulture));
        if (lot.Customer is { } customer) await Seat.Fill(Dialog.GetByLabel(Ui.Text("Register.Customer")), customer);
        if (!lot.Stored) await Dialog.GetByLabel(Ui.Text("Register.Place")).SelectOptionAsync(new SelectOptionValue { Label = Ui.Text("Register.NotNow") });
        await Seat.Fill(Dialog.GetByLabel(Ui.Text("Register.Weight")), lot.Kilograms.ToString(CultureInfo.InvariantCulture));
        await Dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text("Register.Button") }).ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
    }

    /// <summary>PASS with every answer as the gate's checklist wants it.</summary>
    /// <param name="celsius">What is measured at a critical gate.</param>
    public async Task Pass(string lot, LotType type, decimal? celsius = null)
    {
        var gate = GateCatalogue.OfStep(type.Spec().Step) ?? throw new InvalidOperationException($"{type} has no gate.");
        await (await ToolsOf(lot)).GetByRole(AriaRole.Button, new() { Name = Ui.Text("Button.InspectDots") }).ClickAsync();
        await Expect(Dialog.GetByRole(AriaRole.Heading, new() { Name = Ui.Text("Inspect.Title", gate.Code, lot) })).ToBeVisibleAsync();
        if (celsius is { } measured)
        {
            await Seat.Fill(Dialog.GetByLabel(Ui.Text("Inspect.Measure")), measured.ToString(CultureInfo.InvariantCulture));
            await Expect(Dialog.Locator(".cr-measured li")).ToHaveCountAsync(1);
            await Dialog.GetByLabel(Ui.Text("Inspect.Password")).FillAsync(People.Password);
        }
        var measuredKey = CcpRules.TypeAt(gate.StepIndex) is { } kind ? $"{Word.Of(kind)}_c" : null;
        foreach (var item in gate.Checklist.Where(i => i.Required && i.Applies(type, MaterialClass.Meat) && !string.Equals(i.Key, measuredKey, StringComparison.OrdinalIgnoreCase)))
        {
            var label = ChecklistAnswers.LabelOf(ChecklistItemView.Of(item));
            if (item.Kind == "bool") await Dialog.GetByRole(AriaRole.Group, new() { Name = label, Exact = true }).GetByRole(AriaRole.Button, new() { Name = Ui.Text("Answer.Yes") }).ClickAsync();
            else await Seat.Fill(Dialog.GetByLabel(label, new() { Exact = true }), Good(item).ToString(CultureInfo.InvariantCulture));
        }
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "PASS" }).ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
    }

    /// <summary>All of it, the way and to the place the dialog proposes.</summary>
    public async Task Move(string lot, MoveProposal proposal, decimal kilograms)
    {
        await (await ToolsOf(lot)).GetByRole(AriaRole.Button, new() { Name = Ui.Text("Button.MoveDots") }).ClickAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text($"Move.Button.{proposal.ToString().ToUpperInvariant()}", Format.Kg(kilograms)) }).ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
    }

    public async Task Complete()
    {
        await seat.Button(Ui.Text("Button.CompleteDots")).ClickAsync();
        await Dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text("Complete.Button") }).ClickAsync();
        await Expect(Dialog.GetByRole(AriaRole.Heading, new() { Name = Ui.Text("Summary.Title", runCode) })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Dialog).ToHaveCountAsync(0);
    }

    private static decimal Good(ChecklistItem item) => item is { Min: { } min, Max: { } max } ? (min + max) / 2 : item.Min ?? item.Max ?? 0;

    /// <summary>What may be done with a lot stands below the list once its row is chosen.</summary>
    private async Task<ILocator> ToolsOf(string lot)
    {
        await Expect(Row(lot)).ToBeVisibleAsync();
        if (await Row(lot).GetAttributeAsync("aria-selected") != "true") await Row(lot).Locator("td.state").ClickAsync();
        var tools = Page.GetByRole(AriaRole.Group, new() { Name = lot, Exact = true });
        await Expect(tools).ToBeVisibleAsync();
        return tools;
    }
}

/// <summary>What the move dialog proposes for a lot.</summary>
public enum MoveProposal { Receive, Ship }
