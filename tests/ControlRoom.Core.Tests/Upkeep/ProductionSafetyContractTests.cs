using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary>PS-1 and PS-2 of seed 003: when safety is asked, what nothing goes past, how somebody confirms, and what a script reads.</summary>
public sealed class ProductionSafetyContractTests
{
    [Theory, Databases]
    [Trait("Rule", "D-01")]
    public async Task An_unsafe_target_is_refused_before_anybody_is_asked_and_before_anything_is_written(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "LK-900");
        bench.Probe.Unsafe = _ =>
        {
            Assert.Equal(1, bench.Plant.Scalar<int>($"SELECT COUNT(*) FROM buffers").GetAwaiter().GetResult());
            return Refusal.Conflict("HAS_STOCK").With("kg", 5.00m);
        };

        var said = await bench.Plant.ChangesNothing(() => bench.Say(SafetyBench.Ask("LK-900"), "yes\n"), mayNote: true);

        Assert.Equal((1, 0, 1), (said.Code, said.Reads, bench.Probe.Asked));
        Assert.Contains("contains 5.00 kg", said.Error, StringComparison.Ordinal);
        Assert.EndsWith("Operation cancelled.\n", said.Error, StringComparison.Ordinal);
    }

    [Theory, Databases]
    [Trait("Rule", "D-02")]
    public async Task Outside_production_no_predicate_is_asked_and_nothing_is_said_about_safety(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Elsewhere, "LK-900", "LK-901");
        bench.Protect("LK-900", "LK-901");

        var said = await bench.Say(SafetyBench.Ask("LK-9*"), "yes\n");

        Assert.Equal((0, 1, 0), (said.Code, said.Reads, bench.Probe.Asked));
        Assert.DoesNotContain("safety", said.Out, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await bench.Buffers());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("production", true)]
    [InlineData("Production", true)]
    [InlineData("prod", true)]
    [InlineData("staging", false)]
    [InlineData("Development", false)]
    [InlineData("test", false)]
    [Trait("Rule", "D-03")]
    public async Task Production_is_what_the_configuration_says_and_a_missing_word_counts_as_production(string? word, bool production)
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, [$"Environment={word}"]);
        Assert.Equal(production, plant.Get<PlantOptions>().IsProduction);
        await plant.Sql($"UPDATE users SET full_name = 'test' WHERE id <> {Ids.System}");
        Assert.Equal(production, plant.Get<PlantOptions>().IsProduction);
    }

    [Theory, Databases]
    [Trait("Rule", "D-04")]
    public async Task Force_and_consent_go_past_nothing(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "LK-900");
        bench.Protect("LK-900");
        foreach (var request in new[] { SafetyBench.Ask("LK-900") with { Force = true }, SafetyBench.Ask("LK-900") with { Confirm = true }, SafetyBench.Ask("*") with { Force = true, Confirm = true } })
            Assert.Equal(1, (await bench.Say(request)).Code);
        Assert.Equal("PRODUCTION_SAFETY_FAILED", (await bench.Runner.Answer(SafetyBench.Ask("LK-900") with { Confirm = true }, bench.Plant.Admin, null, TestPlant.Ct)).Refusal?.Code);
        Assert.Equal(["LK-900"], await bench.Buffers());
    }

    /// <summary>Plant specification §8.4, row by row.</summary>
    [Theory]
    [Databases(true, 0, 1, "", null, 0, 1)]
    [Databases(true, 0, 1, "force", null, 0, 1)]
    [Databases(true, 0, 1, "dry", null, 0, 1)]
    [Databases(true, 2, 1, "", "yes\n", 1, 2)]
    [Databases(true, 2, 1, "force", null, 0, 2)]
    [Databases(true, 2, 0, "", "yes\n", 1, 0)]
    [Databases(true, 2, 1, "dry", null, 0, 0)]
    [Databases(true, 2, 1, "", "no\n", 1, 0)]
    [Databases(false, 2, 1, "", "yes\n", 1, 0)]
    [Databases(false, 1, 0, "", null, 0, 1)]
    [Databases(true, 1, 0, "", null, 0, 1)]
    [Trait("Rule", "D-06")]
    public async Task The_table_of_exit_codes_holds(Db db, bool production, int safe, int protectedOnes, string flag, string? answer, int reads, int exit)
    {
        string[] codes = [.. Enumerable.Range(1, safe).Select(i => $"OK-{i}"), .. Enumerable.Range(1, protectedOnes).Select(i => $"NO-{i}")];
        await using var bench = await SafetyBench.Start(db, production ? SafetyBench.Production : SafetyBench.Elsewhere, codes);
        bench.Protect([.. codes.Where(c => c.StartsWith("NO", StringComparison.Ordinal))]);

        var said = await bench.Say(SafetyBench.Ask("??-?") with { Force = flag == "force", DryRun = flag == "dry" }, answer);

        Assert.Equal((exit, reads), (said.Code, said.Reads));
        var done = exit is 2 || (exit == 0 && answer == "yes\n");
        Assert.Equal(done ? production ? protectedOnes : 0 : codes.Length, (await bench.Buffers()).Count);
    }

    [Theory, Databases]
    [Trait("Rule", "D-06")]
    public async Task What_broke_counts_like_what_was_protected(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1");
        bench.Probe.AfterChange = t => _ = t.Code == "B-1" ? throw new InvalidOperationException("in the middle") : 0;
        Assert.Equal(2, (await bench.Say(SafetyBench.Ask("?-1") with { Force = true })).Code);
        Assert.Equal(1, (await bench.Say(SafetyBench.Ask("?-1") with { Force = true })).Code);
        Assert.Equal(["B-1"], await bench.Buffers());
    }

    [Theory]
    [InlineData("yes", Consent.Given)]
    [InlineData("yes\r\n", Consent.Given)]
    [InlineData("y", Consent.AskAgain)]
    [InlineData("YES", Consent.AskAgain)]
    [InlineData("Yes", Consent.AskAgain)]
    [InlineData(" yes", Consent.AskAgain)]
    [InlineData("yes ", Consent.AskAgain)]
    [InlineData("ok", Consent.AskAgain)]
    [InlineData("igen", Consent.AskAgain)]
    [InlineData("no", Consent.Cancelled)]
    [InlineData("", Consent.Cancelled)]
    [InlineData(null, Consent.Cancelled)]
    [Trait("Rule", "D-08")]
    public void Only_the_exact_word_is_consent(string? typed, Consent meant) => Assert.Equal(meant, new Confirmation().Answer(typed));

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "D-09")]
    public async Task After_three_wrong_answers_nobody_is_asked_again(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "LK-900");
        var said = await bench.Say(SafetyBench.Ask("LK-900"), "y\nYES\nok\nyes\n");
        Assert.Equal((0, 3), (said.Code, said.Reads));
        Assert.EndsWith("Operation cancelled.\n", said.Out, StringComparison.Ordinal);
        Assert.Equal(["LK-900"], await bench.Buffers());
        Assert.Equal((0, 3), ((await bench.Say(SafetyBench.Ask("LK-900"), "y\nYES\nyes\n")) is var third ? (third.Code, third.Reads) : default));
        Assert.Empty(await bench.Buffers());
    }

    [Theory, Databases]
    [Trait("Rule", "D-10")]
    public async Task A_dry_run_writes_nothing_not_even_with_force(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "LK-900", "LK-901");
        bench.Protect("LK-901");
        var said = await bench.Plant.ChangesNothing(() => bench.Say(SafetyBench.Ask("LK-9*") with { DryRun = true, Force = true, Confirm = true }));
        Assert.Equal((0, 0), (said.Code, said.Reads));
        Assert.Contains("[DRY RUN]", said.Out, StringComparison.Ordinal);
        Assert.Contains("LK-901", said.Out, StringComparison.Ordinal);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "D-16")]
    public async Task A_selector_that_finds_nothing_ends_it_without_a_question(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "LK-900");
        foreach (var (selectors, code) in new[] { (new[] { "LK-9" }, "NOT_FOUND"), (["LK-900", "XX-*"], "NOT_FOUND"), ([Guid.NewGuid().ToString()], "NOT_FOUND"), ([], "SELECTOR_MISSING"), ([" "], "SELECTOR_MISSING"), (["*", "LK-900"], "SELECTOR_CONTRADICTORY"), ([new string('?', Selectors.Longest)], "NOT_FOUND"), ([new string('?', Selectors.Longest + 1)], "TEXT_TOO_LONG") })
        {
            var said = await bench.Plant.ChangesNothing(() => bench.Say(SafetyBench.Ask(selectors) with { Force = true }, "yes\n", json: true));
            Assert.Equal((1, 0, code), (said.Code, said.Reads, JsonElement.Parse(said.Out).GetProperty("code").GetString()));
        }
        Assert.Equal("Error: Buffer 'LK-9' not found\n", (await bench.Say(SafetyBench.Ask("LK-9"), "yes\n")).Error);
    }

    /// <summary>The contract of the output: what the golden files hold changes only together with the page in docs/contracts.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("hu")]
    [Trait("Rule", "D-14")]
    public async Task People_read_what_the_golden_file_says(string language)
    {
        using var culture = new Speaking(language);
        await using var bench = await SafetyBench.Start(Db.Sqlite, SafetyBench.Production, "LK-001", "MIX-002", "MIX-003");
        bench.Protect("LK-001");
        var text = new System.Text.StringBuilder();
        async Task Scene(string title, OperationRequest request, string? input, Marks? marks = null)
        {
            var said = await bench.Say(request, input, marks: marks);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"== {title}: exit {said.Code}\n{said.Out}{(said.Error.Length > 0 ? "-- stderr\n" + said.Error : "")}\n");
        }
        await Scene("one, protected", SafetyBench.Ask("LK-001"), "yes\n");
        await Scene("dry run", SafetyBench.Ask("*") with { DryRun = true }, null);
        await Scene("mixed, cancelled", SafetyBench.Ask("*"), "maybe\nno\n");
        await Scene("nobody there", SafetyBench.Ask("MIX-002"), null);
        await Scene("one, safe, plain letters", SafetyBench.Ask("MIX-002"), "yes\n", Marks.Ascii);
        await bench.Buffer("MIX-002");
        await Scene("mixed", SafetyBench.Ask("*"), "yes\n");
        GeneratedDoc.Check($"tests/ControlRoom.Core.Tests/Upkeep/golden.{language}.txt", text.ToString());
    }

    [Fact]
    [Trait("Rule", "D-14")]
    public async Task Scripts_read_what_the_golden_file_says()
    {
        using var culture = new Speaking("en");
        await using var bench = await SafetyBench.Start(Db.Sqlite, SafetyBench.Production, "LK-001", "MIX-002");
        bench.Protect("LK-001");
        var text = new System.Text.StringBuilder();
        async Task Scene(OperationRequest request, string? input = null)
        {
            var said = await bench.Say(request, input, json: true);
            // One object, and nothing else on standard output.
            text.Append(JsonSerializer.Serialize(JsonElement.Parse(said.Out), Indented)).Append('\n');
        }
        await Scene(SafetyBench.Ask("LK-001"));
        await Scene(SafetyBench.Ask("*") with { DryRun = true });
        await Scene(SafetyBench.Ask("*"), "no\n");
        await Scene(SafetyBench.Ask("MIX-002"));
        await Scene(SafetyBench.Ask("NONE"));
        await Scene(SafetyBench.Ask("*") with { Force = true });
        GeneratedDoc.Check("tests/ControlRoom.Core.Tests/Upkeep/golden.json", "[\n" + text.ToString().Replace("}\n{", "},\n{", StringComparison.Ordinal) + "]\n");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private sealed class Speaking : IDisposable
    {
        private readonly System.Globalization.CultureInfo format = System.Globalization.CultureInfo.CurrentCulture, words = System.Globalization.CultureInfo.CurrentUICulture;

        public Speaking(string language) =>
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo(language);

        public void Dispose() => (System.Globalization.CultureInfo.CurrentCulture, System.Globalization.CultureInfo.CurrentUICulture) = (format, words);
    }
}
