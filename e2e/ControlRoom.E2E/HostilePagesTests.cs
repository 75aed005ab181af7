using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>Every page there is, by its route, and every form behind a button: what is typed into their fields is shown as text or refused in words.</summary>
public sealed partial class HostilePagesTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>So many work side by side; they mostly wait for the page to become still.</summary>
    private const int Hands = 3;

    private const string Unfinished = "a form of the workshop, which is not complete: its doors come with the rest of its pages; the API behind it takes hostile input already";

    private const string NoFinding = "it opens over a finding, and monitors find nothing in the plants of this test; what is typed there is the note or reason of every other dialog";

    /// <summary>Components with fields that this test does not come to, and why.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["CompleteRunDialog"] = "its reason is asked for only at the last step with holds that are still open; the form of the reason is the one of every other dialog",
        ["ConfirmByTyping"] = "part of the dialog of destructive operations, which is reached",
        ["SignInForm"] = "a plain form without a circuit: Signing_in_takes_no_markup",
        ["LoginPage"] = "the same",
        ["ProductTextsForm"] = Unfinished, ["ProductIdentityForm"] = Unfinished, ["BindGraphDialog"] = Unfinished, ["MaterialDialog"] = Unfinished,
        ["NewComponentDialog"] = Unfinished, ["RetryDialog"] = "it opens over a message that was given up, and none is in the plants of this test; its one field is the reason of every other dialog", ["NewProductDialog"] = Unfinished,
        ["WorkQueueBoard"] = Unfinished, ["ChangeTicketDialog"] = Unfinished, ["NewTicketDialog"] = Unfinished, ["PlanWorkDialog"] = Unfinished, ["TicketReasonDialog"] = Unfinished,
        ["CompleteTokenDialog"] = Unfinished, ["CheckTokenDialog"] = Unfinished, ["ProblemDialog"] = Unfinished, ["TakeoverDialog"] = Unfinished,
        ["AcknowledgeFindingDialog"] = NoFinding, ["RemedyDialog"] = NoFinding,
        ["ComponentSheet"] = "a sample of development", ["DialogSamplePage"] = "a sample of development",
    };

    /// <summary>A trace of so many pages is of no use to anybody.</summary>
    protected override bool Traced => false;

    [Fact]
    public async Task Whatever_is_typed_into_any_field_of_any_page_is_text_or_is_refused_in_words()
    {
        var shown = new ConcurrentDictionary<Type, bool>();
        var tables = new List<(WebPlant Plant, Ground Ground, Seat Seat)>();
        for (var n = 0; n < Hands; n++)
        {
            var plant = await Plant(Db.Sqlite, services => services.AddScoped<IComponentActivator>(scope => new Noting(scope, shown)));
            tables.Add((plant, await Lay(plant), await Seated(plant, People.Admin)));
        }
        var wrong = await Task.WhenAll(tables.Select((table, n) => Attack(table.Plant, table.Ground, table.Seat, n)));

        Assert.True(wrong.All(w => w.Count == 0), string.Join(Environment.NewLine, wrong.SelectMany(w => w)));
        var names = shown.Keys.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var missed = WithFields().Where(name => !names.Contains(name) && !Elsewhere.ContainsKey(name)).ToList();
        Assert.True(missed.Count == 0, $"Fields that nobody came to: add a door to {nameof(Ground)}, or the reason to {nameof(Elsewhere)}. {string.Join(", ", missed)}");
    }

    /// <summary>Its share of the pages and doors, on a plant of its own: what one hand takes away another does not miss.</summary>
    private static async Task<List<string>> Attack(WebPlant plant, Ground ground, Seat seat, int share)
    {
        seat.Page.Dialog += async (_, dialog) => await dialog.DismissAsync();
        var hand = new HostileHand(seat);
        foreach (var route in Routes.Where((_, i) => i % Hands == share)) await hand.Attack(route, _ => At(seat, ground.Filled(route)));
        foreach (var (address, clicks) in ground.Doors.Where((_, i) => i % Hands == share))
        {
            var door = $"{address} {string.Join(' ', clicks)}";
            var written = await hand.Attack(door, begin => Through(seat, address, clicks, begin), fields: true);
            if (written == 0) hand.Wrong.Add($"{door} shows no field.");
        }
        hand.Wrong.AddRange(plant.Logs.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => $"{l.Message} {l.Exception}"));
        return hand.Wrong;
    }

    [Fact]
    public async Task Signing_in_takes_no_markup()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Sit(plant.Address, "stranger");
        foreach (var text in (string[])["\"><img src=x onerror=window.broken=1>", "'; DROP TABLE users; --", "\0", new string('x', 10_000), ""])
        {
            await seat.Page.GotoAsync("/login?returnUrl=javascript:alert(1)");
            await seat.Page.EvaluateAsync("text => { for (const field of document.querySelectorAll('form input:not([type=hidden])')) { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); } const form = document.querySelector('form:has([name=email])'); form.noValidate = true; form.requestSubmit(); }", text);
            await Expect(seat.Page.Locator(".cr-signin [role=alert], form [role=alert]").First).ToBeVisibleAsync();
            Assert.False(await seat.Page.EvaluateAsync<bool>("() => window.broken !== undefined || document.querySelector('img[src=x]') !== null"));
        }
        Assert.Empty(plant.Logs.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => $"{l.Message} {l.Exception}"));
    }

    /// <summary>Every page with a circuit; the samples of development are none, and neither is a product's own page, whose forms are not complete.</summary>
    private static IReadOnlyList<string> Routes =>
        [.. typeof(Ui).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Where(r => !r.StartsWith("/dev/", StringComparison.Ordinal) && r is not ("/login" or "/problem/{Status:int}") && !r.StartsWith("/lots/", StringComparison.Ordinal) && !r.StartsWith("/verify/", StringComparison.Ordinal) && r is not ("/products/{Id:guid}" or "/tickets/{Id:guid}" or "/tickets/{Id:guid}/graph")).Order(StringComparer.Ordinal)];

    /// <summary>Names of the components in whose markup somebody can write.</summary>
    private static IEnumerable<string> WithFields() => Directory.EnumerateFiles(Repository.File("src", "ControlRoom.Web"), "*.razor", SearchOption.AllDirectories)
        .Where(file => Field().IsMatch(File.ReadAllText(file))).Select(file => Path.GetFileNameWithoutExtension(file));

    private static async Task<bool> At(Seat seat, string address)
    {
        if (new Uri(seat.Page.Url).PathAndQuery == address) return true;
        await seat.Page.GotoAsync(address);
        await seat.Live();
        return true;
    }

    /// <summary>False when a button on the way is locked or gone: the last round was taken.</summary>
    private static async Task<bool> Through(Seat seat, string address, IReadOnlyList<string> clicks, bool begin)
    {
        if (!begin && await seat.Dialog.CountAsync() > 0) return true;
        await seat.Open(address);
        foreach (var click in clicks)
        {
            var button = seat.Page.Locator(click).Locator("visible=true").First;
            try
            {
                await button.ClickAsync(new() { Timeout = begin ? 20_000 : 4000 });
            }
            catch (Exception e) when (e is TimeoutException or Microsoft.Playwright.PlaywrightException)
            {
                return false;
            }
        }
        return true;
    }

    private sealed record Ground(string Run, string Flow, IReadOnlyList<(string Address, string[] Clicks)> Doors)
    {
        public string Filled(string route) => Parameter().Replace(route, p => p.Value switch { "{FlowId:guid}" => Flow, "{N:int}" => "1", _ => Run });
    }

    /// <summary>A plant in which every form can be had.</summary>
    private async Task<Ground> Lay(WebPlant plant)
    {
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        (await day.Advance()).Must();
        var (raw, held, warm) = (await day.Receive(300), await day.Receive(200), await day.Receive(100));
        held = await day.HoldAtGate(held);
        var spoilt = await day.HoldAtGate(await day.Receive(50));
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        var deviation = (await day.Deviations(warm)).Single().DeviationCode;
        var (stopped, other, third) = (Keep(await day.Another()), Keep(await day.Another()), Keep(await day.Another()));
        (await stopped.Hold()).Must();
        foreach (var run in new[] { other, third }) (await run.Advance()).Must();
        await day.ReadAir("LK-001", 9m);
        var deep = Keep(await day.Another());
        await deep.To(2);
        var draft = (await plant.Get<CreateVersionHandler>().Handle(new CreateVersion(day.Floor.FlowId), People.Operator.Call(), Ct)).Must();
        (await plant.Get<SubmitVersionHandler>().Handle(new SubmitVersion(day.Floor.FlowId, draft.VersionNum, draft.RowVersion), People.Operator.Call(), Ct)).Must();
        var (at, flow) = ($"/command/run/{day.Run.RunCode}", day.Floor.FlowId.ToString());
        return new(day.Run.RunCode, flow,
        [
            ("/command", ["[data-action=create]"]), ($"{at}", ["[data-action=record-reading]"]), ($"{at}?lot={raw.LotCode}", [".cr-lottools [data-action=move], [data-action=move]"]), ($"{at}?lot={raw.LotCode}", ["[data-action=inspect]"]),
            ($"{at}?lot={raw.LotCode}", ["[data-action=waste]"]), ($"{at}?lot={held.LotCode}", ["[data-action=resolve-hold]"]), ($"{at}?lot={spoilt.LotCode}", ["[data-action=reject]"]), (at, ["[data-action=register]"]),
            ($"/command/run/{stopped.Run.RunCode}", ["[data-action=resume]"]), ($"/command/run/{other.Run.RunCode}", ["[data-action=rollback]"]), ($"/command/run/{other.Run.RunCode}", ["[data-action=abort]"]), ($"/command/run/{third.Run.RunCode}", ["[data-action=hold]"]),
            ("/flow-editor", ["[data-action=create]"]), ("/admin/suppliers", ["[data-action=new]"]), ("/admin/suppliers", ["tr[data-row] .cr-rowbtn"]), ("/admin/suppliers", ["tr[data-row] .cr-rowbtn", "[data-action=deactivate]"]),
            ("/admin/buffers", ["[data-action=new]"]), ("/admin/buffers", ["tr[data-row=LK-001] .cr-rowbtn", "[data-action=release]"]), ("/admin/gates", ["[data-action=new]"]), ("/admin/gates", ["tr[data-row] .cr-rowbtn"]), ("/admin/users", ["[data-action=new]"]),
            ("/admin/users", ["tr[data-row] .cr-rowbtn"]), ("/admin/api-keys", ["[data-action=new]"]), ("/admin/destructive", []), ($"/validator/inspections?tab=deviations&deviation={deviation}", []), ($"/validator/inspections?lot={raw.LotCode}", []),
            ($"/validator/inspections?lot={raw.LotCode}", ["[data-action=record-reading]"]), ("/validator/inspections?tab=log", []), ("/validator/inspections?tab=temperatures", []), ($"/validator/genealogy?lot={raw.LotCode}", []), ("/validator/audit", []),
            ($"{at}/lots", []), ($"/command/run/{deep.Run.RunCode}", ["[data-action=register]"]), ($"/flow-editor/{flow}/v/{draft.VersionNum}", ["[data-action=reject]"]),
        ]);
    }

    /// <summary>Notes what is drawn.</summary>
    private sealed class Noting(IServiceProvider services, ConcurrentDictionary<Type, bool> shown) : IComponentActivator
    {
        public IComponent CreateInstance(Type componentType)
        {
            shown[componentType] = true;
            return (IComponent)ActivatorUtilities.CreateInstance(services, componentType);
        }
    }

    [GeneratedRegex("""<(TextField|NumberField|SelectField|ReasonForm|textarea|select)\b|<input(?! type="(checkbox|radio|hidden|file)")""")]
    private static partial Regex Field();

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();
}
