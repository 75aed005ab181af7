using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Tests.Serials;
using ControlRoom.Core.Tests.Tickets;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Monitors;

/// <summary>A workshop whose monitors have looked at everything once and found nothing, so that what is planted is all there is to find.</summary>
internal sealed class Watched(Workshop shop, Guid ticket, IReadOnlyList<Guid> tokens) : IAsyncDisposable
{
    /// <summary>Two steps at once that meet again.</summary>
    public const string Meeting = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"S1","type":"split","position":{"x":1,"y":0},"data":{"label":{"hu":"Szét","en":"Split"},"config":{"policy":"ALL"}}},
          {"id":"OP20","type":"operation","position":{"x":2,"y":0},"data":{"label":{"hu":"Keret","en":"Frame"},"config":{"work_center":"SAW-1"}}},
          {"id":"OP30","type":"operation","position":{"x":2,"y":1},"data":{"label":{"hu":"Lemez","en":"Plate"},"config":{"work_center":"SAW-1"}}},
          {"id":"J1","type":"join","position":{"x":3,"y":0},"data":{"label":{"hu":"Össze","en":"Join"},"config":{"join_type":"AND"}}},
          {"id":"OP40","type":"operation","position":{"x":4,"y":0},"data":{"label":{"hu":"Hegesztés","en":"Weld"},"config":{"work_center":"WELD-2"}}},
          {"id":"END","type":"end","position":{"x":5,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"S1","type":"normal"},{"id":"e2","source":"S1","target":"OP20","type":"normal","data":{"branch_key":"FRAME"}},{"id":"e3","source":"S1","target":"OP30","type":"normal","data":{"branch_key":"PLATE"}},
          {"id":"e4","source":"OP20","target":"J1","type":"normal"},{"id":"e5","source":"OP30","target":"J1","type":"normal"},{"id":"e6","source":"J1","target":"OP40","type":"normal"},{"id":"e7","source":"OP40","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    public Workshop Shop => shop;
    public TestPlant Plant => shop.Plant;
    public RawRows Raw { get; } = new(shop.Plant);
    public Guid Ticket => ticket;
    public IReadOnlyList<Guid> Tokens => tokens;

    private static CancellationToken Ct => TestPlant.Ct;

    /// <summary>A ticket of some pieces is started, core has heard of it, and all monitors have looked.</summary>
    public static async Task<Watched> Open(Db db, int pieces = 3, string graph = Workshop.Line)
    {
        var shop = await Workshop.Open(db, graph);
        var ticket = (await shop.Plan(pieces)).Must();
        var started = (await shop.Start(ticket.Id)).Must();
        await shop.Plant.Dispatch();
        var watched = new Watched(shop, ticket.Id, started.Spawn.TokenIds);
        await watched.Silent();
        return watched;
    }

    public async Task Silent(bool full = true)
    {
        var swept = await Sweep(full);
        var found = (await Findings()).Select(f => $"{f.Monitor} {f.Code}: {f.Detail} {f.Evidence}");
        Assert.Equal("", string.Join('\n', found));
        Assert.Equal((22, 0), (swept.Checked, swept.Failed));
    }

    public async Task<SweepView> Sweep(bool full, string? monitor = null)
    {
        var catalogue = Plant.Get<MonitorCatalogue>();
        var swept = (await Plant.Get<MonitorSweep>().Run(monitor is null ? catalogue.All : [catalogue.Find(monitor)!], full, Ct)).Must();
        Assert.True(swept.Failed == 0, string.Join('\n', Plant.Logs.Lines.Where(l => l.Exception is not null).Select(l => l.Exception!.ToString())));
        return swept;
    }

    public Task<IReadOnlyList<FindingView>> Findings(string? monitor = null, FindingState? state = null) => Plant.Get<FindingQueries>().List(new(monitor, State: state), Page.Whole, Ct);

    /// <summary>The one thing the monitor finds by this form, with its alarm.</summary>
    public async Task<FindingView> Finds(string monitor, string code, Severity severity, bool full = true)
    {
        Assert.Equal(1, (await Sweep(full, monitor)).Found);
        var finding = Assert.Single(await Findings(monitor));
        Assert.Equal((code, severity, FindingState.Open), (finding.Code, finding.Severity, finding.State));
        Assert.DoesNotContain('{', finding.Detail);
        Assert.DoesNotContain(" –", finding.Detail);
        var alarms = (await Plant.Get<AlarmQueries>().List([AlarmState.Unack, AlarmState.Ack], Page.Whole, Ct)).Where(a => a.FindingId == finding.Id).ToList();
        int? priority = severity switch { Severity.Critical => 2, Severity.High => 3, Severity.Warn => 4, _ => null };
        Assert.Equal(priority is { } p ? [(AlarmKind.Monitor, p, finding.AlarmId)] : [], alarms.Select(a => (a.Kind, a.Priority, (Guid?)a.Id)));
        Assert.Equal(0, (await Sweep(full, monitor)).Resolved);
        Assert.Equal(finding.Id, Assert.Single(await Findings(monitor)).Id);
        return finding;
    }

    public async Task<RemedyResult> Remedy(FindingView finding, bool dryRun) => (await Plant.Get<ApplyRemedyHandler>().Handle(new(finding.Id, dryRun, Workshop.Why), Plant.Admin, Ct)).Must();

    /// <summary>The dry run says what is done and does nothing; the remedy does it, and the finding is gone.</summary>
    public async Task Mends(FindingView finding, params string[] steps)
    {
        Assert.True(finding.Remedy.Available);
        var dry = await Plant.ChangesNothing(() => Remedy(finding, dryRun: true));
        Assert.Equal((false, string.Join(' ', steps)), (dry.Applied, string.Join(' ', dry.Steps.Select(s => s.Code))));
        Assert.True((await Remedy(finding, dryRun: false)).Applied);
        Assert.DoesNotContain(await Findings(finding.Monitor), f => f.Id == finding.Id);
    }

    public ValueTask DisposeAsync() => shop.DisposeAsync();
}
