using ControlRoom.Web.Displays.Parts;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Layout;

namespace ControlRoom.Web.Dev;

/// <summary>One moment of a plant, for the development pages and for tests of parts. Its sentences are not localised.</summary>
public static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 1, 24, 14, 32, 7, TimeSpan.FromHours(1));

    public static readonly DateOnly Today = new(2026, 1, 24);

    private const string Zone = "Europe/Budapest";

    private static readonly AlarmMark FreezerAlarm = new(2, AlarmLook.Ack);

    public static IReadOnlyList<AlarmCount> Alarms { get; } = [new(1, 2, AlarmLook.Unack), new(2, 2), new(3, 2, AlarmLook.Unack), new(4, 1, AlarmLook.Unack)];

    public static ShellModel Shell => new()
    {
        Site = "DUNA",
        TimeZone = Zone,
        User = new("mgr-02", "MANAGER"),
        Alarms = Alarms,
        TopAlarm = new(new(1, AlarmLook.Unack), "CCP 7", " core −17.8 °C, limit −18.0", "FRZ30 24·0001 on HOLD · nobody on it, 47 s", "/dev/components"),
        Rail =
        [
            new("/dev/components", "gridi", Ui.Text("Nav.Dashboard")),
            new("/dev/command", "runs", Ui.Text("Nav.Runs")) { OnPhone = true },
            new("/dev/dialogs", "shield", Ui.Text("Nav.QualityShort"), 4),
            new("/dev/wall", "monitor", Ui.Text("Nav.Walls")),
            new("/dev/login", "bell", Ui.Text("Nav.Alarms"), 4, 1, Ui.Text("Nav.Unacknowledged", 4)) { OnPhone = true },
        ],
        Status =
        [
            new("check", "Server frames 0.4 s"),
            new("clock", "CCP checks", "1 overdue", "· next 14:45"),
            new("pause", "On hold", "798.20 kg"),
            new("clock", "Sensors 8/9 ·", "1 lost"),
        ],
        SearchHref = "/dev/components",
        Now = Now,
        ReadAt = Now.AddSeconds(-0.4),
        Version = "v0.1.0",
        Frozen = true,
    };

    public static IReadOnlyList<BufferView> Buffers { get; } =
    [
        Chiller("RAW-001", 2000, 2.4m, 0, 4, 3, new ContentView("RAW held", 350, true)) with { Note = "1 lot on hold" },
        Chiller("LK-001", 1500, 2.9m, 1, 4, 4, new("BULK 24·", 350), new("BULK 23·", 38)),
        Chiller("MIX-001", 1200, 2.5m, 2, 4, 5, new ContentView("MIX", 18)),
        Chiller("SKW15-001", 700, 3.1m, 2, 4, 6),
        Stale(Chiller("SKW30-001", 600, 2.6m, 2, 4, 7, new ContentView("SKW30 23·", 60))),
        Freezer("FRZ-001", -17.2m, -25, SampleNoise.Path(40, 0.35, 8, (0, -22.6), (0.6, -22.6), (0.78, -20.6), (0.92, -18), (1, -17.2)), FreezerAlarm, new("FRZ15", 598.6m), new("FRZ30 held", 448.2m, true)),
        Freezer("FG-001", -19.8m, -22, SampleNoise.Line(40, -19.55, -19.8, 0.5, 9), null),
        Freezer("PAL-001", -20.4m, -22, SampleNoise.Line(40, -20.15, -20.4, 0.5, 10), null) with { CapacityKg = 2000 },
    ];

    public static IReadOnlyList<StepView> Steps(string looks, bool withTimes = false)
    {
        ArgumentNullException.ThrowIfNull(looks);
        string[] times = ["05:32", "05:34 · 52 min", "06:26 · 2 h 10", "08:36 · 40 min", "09:16 · 1 h 58", "11:14 · 3 h 18", "plan 14:50", "plan 15:10", "plan 17:10", "plan 18:25", "plan 19:10"];
        string[] gates = ["", "QC·CCP", "QC", "", "QC", "QC", "", "QC·CCP", "QC", "QC", "QC·CCP"];
        return [.. looks.Select((letter, index) =>
        {
            var look = letter switch { 'd' => StepLook.Done, 'r' => StepLook.Current, 'b' => StepLook.Blocked, 'h' => StepLook.Hold, 'f' => StepLook.Failed, 's' => StepLook.Skipped, _ => StepLook.Pending };
            var gate = look switch { StepLook.Done => GateLook.Passed, StepLook.Pending => GateLook.Later, _ => GateLook.Open };
            return new StepView(index, look, withTimes ? times[index] : null, [.. gates[index].Split('·', StringSplitOptions.RemoveEmptyEntries).Select(label => new GateTag(label, gate))]);
        })];
    }

    public static RunBoardView Run => new(
        new("RUN-20260124-DUNA-0001", "RUNNING", [new("Started", "05:32 · 9 h 00 min"), new("Products", "Chicken döner 15 kg, 30 kg"), new("Flow", "Standard Chicken v2")],
        [
            new("hold", "Hold…", ActionKind.Hold) { Glyph = "pause", Keys = "Shift+H", KeysShown = "⇧H" },
            new("abort", "Abort…", ActionKind.Danger) { Glyph = "abort" },
            new("advance", "Advance to 6 SKU Split", ActionKind.Primary, false, ["SKW15 24·0002 has no PASS at G05.", "SKW15 24·0003 is still open."]),
        ]),
        Steps("dddddbppppp", true),
        new(5, "QC G05", "3 h 18 min, plan 2 h 30", "Advance is blocked by 2 lots",
        [
            new("half", "SKW15-…-0002 has no PASS at G05", "QUARANTINE · rod 12 weighs 14.62 kg, band 14.75–15.25 · qc-02 is inspecting, 3 min", new("open-gate", "Open gate", ActionKind.Primary) { Keys = "B", KeysShown = "B" }),
            new("dotted", "SKW15-…-0003 is still open", "CREATED 14:26 by op-21 · 0 rods weighed, 18.00 kg left in MIX-001", new("close-lot", "Close or void…")),
        ],
        [new("clock", "Second reading due 14:58", "SKW30-…-0002 5.2 °C at 14:28. Does not block; above 4.0 again puts the lot on HOLD", new("record-reading", "Record reading"))],
        [
            new("MIXLOT-…-0001 released, 1 070.00 kg", "11:12 qc-02"),
            new("SKW15-…-0001 closed, 20 rods 301.00 kg", "12:06 op-21"),
            new("SKW15-…-0002 closed, 20 rods 300.60 kg", "12:52 op-21"),
            new("SKW30-…-0001 PASS, 8 rods, mean 30.10 kg", "13:31 qc-02"),
            new("SKW30-…-0002 PASS, 7 rods, mean 29.94 kg", "14:12 qc-02"),
            new("Same-day mix and skewer date checked", "14:12 system"),
        ], 8),
        [new("step", "Lots at step", 5), new("all", "All lots", 18), new("readings", "Readings", 31), new("genealogy", "Genealogy"), new("notes", "Notes", 2)],
        [
            Lot("SKW15-20260124-DUNA-0001", "RELEASED", "PASS", 301.00m, 20, "line 1", 3.0m, "2 h 26"),
            Lot("SKW15-20260124-DUNA-0002", "QUARANTINE", "PENDING", 300.60m, 20, "line 1", 3.1m, "1 h 40"),
            Lot("SKW15-20260124-DUNA-0003", "CREATED", "PENDING", 0.00m, 0, "line 1", null, "0 h 06"),
            Lot("SKW30-20260124-DUNA-0001", "RELEASED", "PASS", 240.80m, 8, "line 2", 2.9m, "1 h 27"),
            Lot("SKW30-20260124-DUNA-0002", "RELEASED", "PASS", 209.60m, 7, "line 2", 5.2m, "0 h 52") with { Level = Level.Warning },
        ],
        "G05",
        [
            new("In (RAW)", $"{Format.Kg(1780)} kg"), new("Waste", $"{Format.Kg(352)} kg"), new("Skewered", $"{Format.Kg(1052)} kg"),
            new("In stock before step 5", $"{Format.Kg(376)} kg", Keep: true), new("Unaccounted", $"{Format.Kg(0)} kg", "limit 1 %", true),
        ],
        Buffers,
        [
            Event("14:31:20", "", "CCP 7 core −17.8 °C recorded", "qc-04 · FRZ30 24·0001 to HOLD") with { Alarm = new(1, AlarmLook.Unack), IsNew = true },
            Event("14:29:30", "user", "op-17 is on FRZ-001", "HOLD of 2 lots at 14:41:51"),
            Event("14:29:10", "lock", "Advance refused: 2 lots", "mgr-02 · QC_PENDING ×2"),
            Event("14:28:40", "temp", "SKW30 24·0002 surface 5.2 °C", "op-21 · warning above 4.0"),
            Event("14:27:51", "", "FRZ-001 air above −18.0 °C", "high · alarm delay 60 s") with { Alarm = FreezerAlarm },
            Event("14:26:03", "dotted", "SKW15 24·0003 opened", "op-21 · from MIXLOT 24·0001"),
            Event("14:19:55", "", "SKW30-001 sensor lost", "last 2.6 °C · hand check due") with { Alarm = new(4, AlarmLook.Unack) },
            Event("14:12:10", "check", "G05 PASS SKW30 24·0002", "qc-02 · 7 rods"),
            Event("13:40:00", "scale", "SKW30 24·0002 closed", "op-21 · 7 rods, 209.60 kg"),
        ])
    {
        Groups =
        [
            new(Ui.Text("Title.Runs"), Ui.Text("Wall.Active", 3),
            [
                new("RUN-20260124-DUNA-0001", "RUNNING", "5 Skewering", "/dev/command", "blocked", true, Steps("dddddbppppp")),
                new("RUN-20260124-DUNA-0002", "HOLD", "1 Receipt", "/dev/command", "held 7 h 14 min", false, Steps("dhppppppppp")),
                new("RUN-20260124-DUNA-0004", "RUNNING", "7 Freezing", "/dev/command", "blocked", true, Steps("dddddddbppp"), true),
            ]),
            new(Ui.Text("Title.Ready"), "1", [new("RUN-20260124-DUNA-0003", "IDLE", "Standard Chicken v2 · ready to start", "/dev/command")]),
            new(Ui.Text("Title.Closed"), "last 48 h, archive",
            [
                new("RUN-20260123-DUNA-0001", "COMPLETED", $"{Format.Kg(1046.8m)} kg shipped · balance 0.00", "/dev/command"),
                new("RUN-20260123-DUNA-0002", "ABORTED", "step 7 · 60.00 kg carried over", "/dev/command"),
                new("RUN-20260122-DUNA-0001", "ABORTED", "step 4 · recipe out of spec, scrapped", "/dev/command"),
                new("RUN-20251215-DUNA-0001", "ARCHIVED", "closed 15 Dec · archived 14 Jan", "/dev/command"),
            ]),
        ],
        TrendTitle = "Surface temperature of skewered lots, MIX-001 air",
        TrendNote = "3 h · readings ○ · above 4.0 warning, above 7.0 or 30 min HOLD",
        Trend = new(0, 8, [0, 2], [new(SampleNoise.Line(90, 2.4, 2.5, 0.18, 4), "MIX-001 2.5"), new([4, 4], "4.0 warning", true)])
        {
            BandLow = 0,
            BandHigh = 4,
            Limit = 7,
            LimitLabel = "7.0 limit",
            Readings = [new(0.2, 3.0), new(0.45, 3.1), new(0.6, 2.9), new(0.96, 5.2)],
            Events = [new(0.88, "line 2 stopped 20 min")],
            XLabels = [new(0, "11:30"), new(0.33, "12:30"), new(0.66, "13:30"), new(1, "14:30")],
        },
        Today = Today,
        ReadAt = Now,
    };

    public static WallBoardView Wall => new(
        new("DUNA", Now, Now.AddSeconds(-0.4), Alarms, 8, 9, Zone, "shift B"),
        [
            new(new(1, AlarmLook.Unack), "CCP 7 core −17.8 °C", ", limit −18.0", null, "FRZ30 24·0001 · 448.20 kg on HOLD · run 24·0004", "nobody on it", Now.AddSeconds(-47)),
            new(FreezerAlarm, "FRZ-001 air −17.2 °C", ", limit −18.0", "op-17 on it", "since 14:29 · 2 lots, 1 046.80 kg exposed", "HOLD in", null, Now.AddSeconds(584)),
        ],
        "Runs 3 active · 24·0003 ready",
        [
            new("RUN-20260124-DUNA-0001", "RUNNING", Steps("dddddbppppp"), "5 Skewering", "blocked by 2 lots · 48 min late", true),
            new("RUN-20260124-DUNA-0002", "HOLD", Steps("dhppppppppp"), "1 Receipt", "RAW 24·0006 6.8 °C · held 7 h 14 min"),
            new("RUN-20260124-DUNA-0004", "RUNNING", Steps("dddddddbppp"), "7 Freezing", "blocked by 2 lots · SIM", true),
            new("RUN-20260123-DUNA-0001", "COMPLETED", Steps("ddddddddddd"), "Closed 23 Jan 17:40", "1 046.80 kg shipped · yield 78.1 %"),
        ],
        Buffers,
        [
            new("CCP checks", "1", "overdue 12 min", "next 14:45 core FRZ30 · 8 done today") { Side = "CCP 7 core", SideStrong = "FRZ15 24·0001", Share = 1.5 },
            new("On hold", "798.20", "kg", "oldest 7 h 14 min, RAW 24·0006") { Held = true, Side = "2 lots\n1 run", Share = 1.25 },
            new("On the alarms", "") { Share = 1.5, Lines = [new(new(1, AlarmLook.Unack), "nobody", "core FRZ30, 47 s"), new(new(1, AlarmLook.Ack), "qc-04", "receipt RAW 24·0006"), new(FreezerAlarm, "op-17", "FRZ-001, door A3"), new(new(3, AlarmLook.Unack), "nobody", "core FRZ15 overdue")] },
            new("Shipped today", "0", "of 1 000 kg", "23 Jan 1 046.80 kg") { Share = 0.95 },
            new("Bone-in yield", "68.0", "%", "usual 63–73, run 24·0001") { Share = 0.95, Indicator = (58, 78, 63, 73, 68) },
        ],
        Today);

    private static LotRowView Lot(string code, string status, string gate, decimal kilograms, int pieces, string place, decimal? celsius, string age) => new(code, status, gate, kilograms, pieces, place, celsius, age, "/dev/command");

    private static FeedItemView Event(string time, string glyph, string what, string detail) => new(time, new(Today.ToDateTime(TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), Now.Offset), glyph, what, detail);

    private static BufferView Chiller(string code, decimal capacity, decimal celsius, decimal low, decimal high, int seed, params ContentView[] contents) =>
        new(code, capacity, contents, new($"buffer:{code}:temperature", celsius, Now.AddSeconds(-4), 10, low, high, Freshness.Live),
            new(SampleNoise.Line(40, (double)celsius + 0.25, (double)celsius, 0.5, seed), -1, 6, (double)low, (double)high, (double)high));

    private static BufferView Freezer(string code, decimal celsius, decimal low, IReadOnlyList<double?> points, AlarmMark? alarm, params ContentView[] contents) =>
        new(code, 1500, contents, new($"buffer:{code}:temperature", celsius, Now.AddSeconds(-4), 10, low, -18, Freshness.Live, alarm is null ? Level.Ok : Level.Critical),
            new(points, -24, -15.5, (double)low, -18, -18, alarm?.Priority))
        {
            Alarm = alarm,
            PerHour = alarm is null ? null : 5.2m,
        };

    private static BufferView Stale(BufferView buffer) => buffer with
    {
        Reading = buffer.Reading with { MeasuredAt = Now.AddMinutes(-12), Fresh = Freshness.Lost },
        Alarm = new(4, AlarmLook.Unack),
    };
}
