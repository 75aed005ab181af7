using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary>PS-3 and PS-4 of seed 003: each target on its own, nothing half done, everything on the trail, every rule written down.</summary>
public sealed class ProductionSafetyDataContractTests
{
    [Theory, Databases]
    [Trait("Rule", "D-05")]
    public async Task Each_target_is_judged_alone_and_every_skipped_one_has_its_reason(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1", "C-1");
        bench.Probe.Unsafe = t => t.Code == "B-1" ? throw new InvalidOperationException("broken predicate") : t.Code == "C-1" ? Refusal.Conflict("HAS_STOCK").With("kg", 1.00m) : null;
        foreach (var order in new[] { new[] { "A-1", "B-1", "C-1" }, ["C-1", "A-1", "B-1"], ["?-1"] })
        {
            var plan = (await bench.Runner.Plan(SafetyBench.Ask(order), bench.Plant.Admin, TestPlant.Ct)).Must();
            Assert.Equal(["A-1"], plan.Safe.Select(s => s.Target.Code));
            Assert.Equal([("B-1", "SAFETY_CHECK_FAILED"), ("C-1", "HAS_STOCK")], plan.Skipped.Select(s => (s.Target.Code, s.Reason.Code)));
        }
        var report = (await bench.Runner.Run(SafetyBench.Ask("*") with { Force = true }, bench.Plant.Admin, NobodyToAsk.Instance, null, TestPlant.Ct)).Must();
        Assert.Equal((OperationReport.Partial, 3, 1, 2, 0, 2), (report.Status, report.TargetsTotal, report.TargetsProcessed, report.TargetsSkipped, report.TargetsFailed, report.ExitCode));
        Assert.All(report.Skipped, s => Assert.NotEmpty(s.Reason));
        Assert.Equal(["B-1", "C-1"], await bench.Buffers());
    }

    [Fact]
    [Trait("Rule", "D-07")]
    public void No_destructive_operation_is_without_its_predicate_and_its_rule_in_words()
    {
        var registry = DestructiveOperations.OfProduct;
        Assert.Distinct(registry.Acts.Select(a => a.Name));
        foreach (var act in registry.Acts)
        {
            var type = act.GetType();
            Assert.Equal(type, type.GetMethod(nameof(ProtectedAct.WhyUnsafe), [typeof(ControlRoomDb), typeof(Target), typeof(Asked), typeof(CancellationToken)])!.DeclaringType);
            foreach (var property in typeof(SafetyRule).GetProperties().Where(p => p.PropertyType == typeof(string))) Assert.True(((string)property.GetValue(act.Rule)!).Length > 3, $"{act.Name} does not say its {property.Name}.");
            if (act is not DestructiveOperation) continue;
            foreach (var culture in (string[])["en", "hu"])
            {
                var texts = new System.Resources.ResourceManager("ControlRoom.Core.Upkeep.OperationText", typeof(OperationText).Assembly).GetResourceSet(System.Globalization.CultureInfo.GetCultureInfo(culture), true, true)!;
                string[] keys = [$"Noun.{act.Noun}", $"Noun.{act.Noun}.Many", $"Noun.{act.Noun}.Title", .. new[] { "Act", "Done", "Safe", "Warn", "Would" }.Select(f => $"Verb.{act.Verb}.{f}")];
                House.AssertNone(keys.Where(k => texts.GetString(k) is null), $"Words of {act.Name} missing in OperationText ({culture}):");
            }
        }
        Assert.Equal(["buffer.deactivate", "buffer.delete", "component.delete", "flow.delete", "flow_version.deprecate", "flow_version.discard", "gate.remove", "lot.delete", "lot.reject", "material.remove", "ops.reset_demo", "ops.restore", "product.retire", "revision.discard", "run.abort", "run.purge", "run.wipe",
            "supplier.deactivate", "supplier.remove", "ticket.cancel", "user.deactivate", "user.remove"], registry.Acts.Select(a => a.Name));
    }

    [Fact]
    [Trait("Rule", "D-11")]
    public void What_changes_a_target_and_leaves_it_there_says_how_it_must_look_afterwards() =>
        Assert.All(DestructiveOperations.OfProduct.All.Where(o => !o.Removes), o => Assert.Equal(o.GetType(), o.GetType().GetMethod(nameof(DestructiveOperation.Holds))!.DeclaringType));

    [Theory, Databases]
    [Trait("Rule", "D-11")]
    public async Task A_target_that_breaks_or_ends_otherwise_than_announced_is_rolled_back_alone(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1", "C-1", "D-1");
        bench.Probe.AfterChange = t => _ = t.Code == "B-1" ? throw new InvalidOperationException("in the middle") : 0;
        bench.Probe.Lie = t => t.Code == "C-1" ? 7 : 0;
        var report = (await bench.Runner.Run(SafetyBench.Ask("*") with { Force = true }, bench.Plant.Admin, NobodyToAsk.Instance, null, TestPlant.Ct)).Must();
        Assert.Equal((OperationReport.Partial, 2, 2), (report.Status, report.TargetsProcessed, report.ExitCode));
        Assert.Equal([("B-1", "OPERATION_FAILED"), ("C-1", "POST_VALIDATION_FAILED")], report.Failed.Select(f => (f.Name, f.Code)));
        Assert.Equal(["B-1", "C-1"], await bench.Buffers());
        Assert.Equal(["A-1", "D-1"], (await bench.Plant.Events()).Where(e => e.EventType is "BUFFER_DELETED").Select(e => e.EntityCode));

        var nothing = await bench.Plant.ChangesNothing(() => bench.Runner.Answer(SafetyBench.Ask("B-1", "C-1") with { Confirm = true }, bench.Plant.Admin, null, TestPlant.Ct));
        Assert.Equal(("NOTHING_DONE", 2), (nothing.Refusal!.Code, nothing.Refusal.Reasons.Length));
    }

    [Theory, Databases]
    [Trait("Rule", "D-12")]
    public async Task A_target_that_becomes_unsafe_while_somebody_is_asked_is_skipped(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1");
        var report = (await bench.Runner.Run(SafetyBench.Ask("*"), bench.Plant.Admin, new Answering(() => bench.Protect("B-1")), null, TestPlant.Ct)).Must();
        Assert.Equal((OperationReport.Partial, "B-1", "HAS_STOCK", "prompt"), (report.Status, report.Skipped.Single().Name, report.Skipped.Single().ReasonCode, report.ConfirmedBy));
        Assert.Equal(["B-1"], await bench.Buffers());
        Assert.Contains("DESTRUCTIVE_OP_SKIPPED", (await bench.Plant.Events()).Select(e => e.EventType));
    }

    [Theory, Databases]
    [Trait("Rule", "D-04"), Trait("Rule", "D-12")]
    public async Task Force_does_not_go_past_the_second_look_either(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1");
        foreach (var request in new[] { SafetyBench.Ask("B-1") with { Force = true }, SafetyBench.Ask("?-1") with { Confirm = true } })
        {
            bench.Probe.Unsafe = _ => null;
            var seen = (await bench.Runner.Plan(request, bench.Plant.Admin, TestPlant.Ct)).Must();
            bench.Protect("B-1");
            await bench.Runner.Run(request, bench.Plant.Admin, NobodyToAsk.Instance, seen, TestPlant.Ct);
        }
        Assert.Equal(["B-1"], await bench.Buffers());
        Assert.Equal(["B-1", "B-1"], (await bench.Plant.Events()).Where(e => e.EventType == "DESTRUCTIVE_OP_SKIPPED").Select(e => e.EntityCode));
    }

    /// <summary>What was confirmed is what was shown.</summary>
    [Theory, Databases]
    [Trait("Rule", "D-12")]
    public async Task A_target_that_changed_since_it_was_shown_is_not_touched(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.HoldAtGate(await day.Receive(100));
        var runner = day.Plant.Get<OperationRunner>();
        var request = new OperationRequest("lot.reject", raw.LotCode) { Confirm = true, Reason = ProductionDay.Why };
        var seen = (await runner.Plan(request, day.Plant.Manager, TestPlant.Ct)).Must();
        (await day.Waste(raw, 10)).Must();
        await day.Refuses("IMPACT_CHANGED", () => runner.Answer(request, day.Plant.Manager, seen, TestPlant.Ct));
        (await runner.Answer(request, day.Plant.Manager, null, TestPlant.Ct)).Must();
    }

    [Theory, Databases]
    [Trait("Rule", "D-11")]
    public async Task Of_two_who_delete_the_same_at_once_one_does_and_one_finds_it_gone(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1", "C-1");
        for (var i = 1; i <= 3; i++)
        {
            var code = "ABC"[i - 1] + "-1";
            var seen = (await bench.Runner.Plan(SafetyBench.Ask(code), bench.Plant.Admin, TestPlant.Ct)).Must();
            var answers = await Race.Of(4, _ => bench.Runner.Answer(SafetyBench.Ask(code) with { Force = true }, bench.Plant.Admin, seen, TestPlant.Ct));
            Race.AssertAnswers(answers, 1, "NOT_FOUND");
        }
        Assert.Empty(await bench.Buffers());
        bench.Plant.AssertNoFault();
        Assert.Equal(3, (await bench.Plant.Events()).Count(e => e.EventType == "DESTRUCTIVE_OP_EXECUTED"));
    }

    [Theory, Databases]
    public async Task A_repeat_of_the_same_intention_has_no_second_effect(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1", "C-1");
        bench.Protect("C-1");
        var (one, batch) = (bench.Plant.Admin, bench.Plant.Admin);
        foreach (var (caller, selector) in new[] { (one, "A-1"), (batch, "*") })
        {
            var first = (await bench.Runner.Answer(SafetyBench.Ask(selector) with { Confirm = true }, caller, null, TestPlant.Ct)).Must();
            var again = await bench.Plant.ChangesNothing(() => bench.Runner.Answer(SafetyBench.Ask(selector) with { Confirm = true }, caller, null, TestPlant.Ct));
            Assert.Equal((true, Json.Text(first)), (again.Replayed, Json.Text(again.Must())));
        }
    }

    [Theory, Databases]
    [Trait("Rule", "D-13")]
    public async Task A_pattern_means_the_same_list_in_the_same_order_and_knows_two_wildcards_only(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Elsewhere, "MX%-1", "MXA-1", "MX_-1", "MX-12", "mxa-1");
        async Task<string> List(params string[] selectors) =>
            await bench.Runner.Plan(SafetyBench.Ask(selectors), bench.Plant.Admin, TestPlant.Ct) is { Done: true } plan ? string.Join(' ', plan.Value!.Safe.Select(s => s.Target.Code)) : "NOT_FOUND";
        Assert.Equal("MX%-1 MXA-1 MX_-1", await List("MX?-1"));
        Assert.Equal(await List("MX?-1"), await List("MX?-1"));
        Assert.Equal("MX%-1", await List("MX%-1"));
        Assert.Equal("MX_-1", await List("MX_-1"));
        Assert.Equal("NOT_FOUND", await List("MX%"));
        Assert.Equal("MX%-1 MX-12 MXA-1 MX_-1 mxa-1", await List("*"));
        Assert.Equal("MX-12 MXA-1", await List("MXA-1", "MX-12", "MXA-1"));
        Assert.Equal("MXA-1", await List("MXA-1 chiller"));
        var id = (await bench.Plant.Get<Core.Stock.BufferQueries>().List(null, null, TestPlant.Ct)).Single(b => b.BufferCode == "MX-12").Id;
        Assert.Equal("MX-12", await List(id.ToString()));
    }

    [Theory, Databases]
    [Trait("Rule", "D-15")]
    public async Task What_was_done_skipped_and_cancelled_is_on_the_trail_with_who_where_and_how(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1");
        bench.Protect("B-1");
        await bench.Say(SafetyBench.Ask("?-1"), "no\n");
        await bench.Say(SafetyBench.Ask("?-1") with { Force = true, Reason = "never installed" });
        var cancelled = await bench.Plant.Event("DESTRUCTIVE_OP_CANCELLED");
        var executed = await bench.Plant.Event("DESTRUCTIVE_OP_EXECUTED");
        var skipped = await bench.Plant.Event("DESTRUCTIVE_OP_SKIPPED");
        Assert.Equal(("A-1", "B-1", People.Admin.Id), (executed.EntityCode, skipped.EntityCode, executed.UserId));
        foreach (var (told, force) in new[] { (cancelled, "False"), (executed, "True"), (skipped, "True") })
        {
            string? Of(string path) => AuditRead.Read(told.Metadata, path);
            Assert.Equal((Probe.Is, "production", People.Admin.Name, force, "False"), (Of("operation"), Of("environment"), Of("operator"), Of("flags.force"), Of("flags.dry_run")));
            Assert.Contains("?-1", Of("selector"), StringComparison.Ordinal);
            Assert.NotNull(Of("impact"));
        }
        Assert.Equal(("never installed", "HAS_STOCK"), (AuditRead.Read(executed.Metadata, "reason"), AuditRead.Read(skipped.Metadata, "protected_by")));
    }

    [Theory, Databases]
    [Trait("Rule", "D-15")]
    public async Task An_attempt_that_did_nothing_is_on_the_trail_for_every_protected_target(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1");
        bench.Protect("A-1", "B-1");
        await bench.Say(SafetyBench.Ask("?-1") with { Force = true });
        var skipped = (await bench.Plant.Events()).Where(e => e.EventType == "DESTRUCTIVE_OP_SKIPPED").ToList();
        Assert.Equal([("A-1", "True", "HAS_STOCK"), ("B-1", "True", "HAS_STOCK")], skipped.Select(e => (e.EntityCode!, AuditRead.Read(e.Metadata, "flags.force")!, AuditRead.Read(e.Metadata, "protected_by")!)));
    }

    [Theory, Databases]
    public async Task A_target_that_was_protected_is_on_the_trail_when_all_others_break(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1");
        bench.Protect("A-1");
        bench.Probe.AfterChange = _ => throw new InvalidOperationException("in the middle");

        Assert.Equal(1, (await bench.Say(SafetyBench.Ask("?-1") with { Force = true })).Code);

        Assert.Equal(["A-1"], (await bench.Plant.Events()).Where(e => e.EventType == "DESTRUCTIVE_OP_SKIPPED").Select(e => e.EntityCode));
        Assert.Equal(["A-1", "B-1"], await bench.Buffers());
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Who_may_not_is_told_so_and_nothing_is_looked_at(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1");
        var said = await bench.Plant.ChangesNothing(() => bench.Say(SafetyBench.Ask("A-1"), "yes\n", by: bench.Plant.Manager), mayNote: true);
        Assert.Equal((1, 0, 0), (said.Code, said.Reads, bench.Probe.Asked));
    }

    private sealed class Answering(Action meanwhile) : IOperationDesk
    {
        public void Show(OperationPlan plan)
        {
        }

        public Task<Outcome<string>?> Ask(OperationPlan plan, CancellationToken ct)
        {
            meanwhile();
            return Task.FromResult<Outcome<string>?>("prompt");
        }

        public void Progress(int done, int of)
        {
        }
    }
}
