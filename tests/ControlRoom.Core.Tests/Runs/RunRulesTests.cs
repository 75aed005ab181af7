using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Runs;

public sealed class RunRulesTests
{
    private static readonly ProcessGraph Line = ProcessGraph.Parse(CanonicalFlow.V2);
    private static readonly RunPolicy Policy = new(RequireLotsPerStep: true, MaxActiveRunsPerSite: 6);
    private static readonly DateTime Now = FakeTime.Morning;

    private static Run RunAt(int step)
    {
        var run = Run.Create(Guid.NewGuid(), "RUN-20260124-DUNA-0001", Guid.NewGuid(), Line, "DUNA", null, People.Operator.Id, Now, isSimulated: false);
        run.Start(People.Operator.Id, Now);
        while (run.CurrentStepIndex < step) run.Advance(People.Operator.Id, null, Now);
        return run;
    }

    /// <summary>A lot that has passed its gate and, at a critical step, its reading.</summary>
    private static LotFact Fine(LotType type, string code = "L") => new(Guid.NewGuid(), code, type, type.Spec().Step, LotStatus.Released, MaterialClass.Meat, 1000, 1000, null, Now, false);

    private static LotFact Placed(LotFact lot, BufferType place, long grams = 1000) => lot with { Places = [new Placement(lot.Id, Guid.NewGuid(), "B", place, false, grams)] };

    private static List<string> WhyNot(RunAction action, Run run, params LotFact[] lots) =>
        [.. RunRules.WhyNot(run, action, new RunFacts(Line, true, 0, lots), Policy, Now).Select(r => r.Code)];

    private static List<string> WhyNotAdvance(int step, params LotFact[] lots) => WhyNot(RunAction.Advance, RunAt(step), lots);

    [Fact, Trait("Rule", "R-RUN-05")]
    public void A_run_that_is_not_running_does_not_advance()
    {
        var idle = Run.Create(Guid.NewGuid(), "RUN-20260124-DUNA-0001", Guid.NewGuid(), Line, "DUNA", null, People.Operator.Id, Now, isSimulated: false);
        Assert.Equal(["RUN_NOT_RUNNING"], WhyNot(RunAction.Advance, idle));
        var held = RunAt(0);
        held.Hold("Reefer unit failed", Now);
        Assert.Equal(["RUN_NOT_RUNNING"], WhyNot(RunAction.Advance, held));
        held.Abort("Nothing left to save", Now);
        Assert.Equal(["RUN_READ_ONLY"], WhyNot(RunAction.Advance, held));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void At_the_last_step_only_completing_leads_on() => Assert.Equal(["USE_COMPLETE"], WhyNotAdvance(10));

    [Fact, Trait("Rule", "R-RUN-05")]
    public void Without_a_path_to_the_next_step_there_is_no_way_on()
    {
        var broken = ProcessGraph.Parse(CanonicalFlow.V2.Replace("\"source\":\"n06\"", "\"source\":\"nowhere\"", StringComparison.Ordinal));
        var reasons = RunRules.WhyNot(RunAt(6), RunAction.Advance, new RunFacts(broken, true, 0, []), Policy, Now);
        Assert.Equal(["NO_PATH"], reasons.Select(r => r.Code));
        Assert.Equal((6, 7), (reasons[0].Args["step"], reasons[0].Args["next"]));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void A_step_that_makes_lots_needs_one_that_is_not_rejected()
    {
        Assert.Equal(["NO_LOTS"], WhyNotAdvance(2));
        Assert.Equal(["NO_LOTS"], WhyNotAdvance(2, Fine(LotType.Deb) with { Status = LotStatus.Rejected }));
        Assert.Empty(WhyNotAdvance(2, Fine(LotType.Deb), Fine(LotType.Deb) with { Status = LotStatus.Rejected }));
        Assert.Empty(WhyNotAdvance(0));
        Assert.Empty(RunRules.WhyNot(RunAt(2), RunAction.Advance, new RunFacts(Line, true, 0, []), Policy with { RequireLotsPerStep = false }, Now));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void Every_lot_must_have_passed_its_gate_since_its_last_hold()
    {
        Assert.Equal(["QC_PENDING"], WhyNotAdvance(2, Fine(LotType.Deb) with { Status = LotStatus.Quarantine, PassedAt = null }));
        Assert.Equal(["QC_PENDING"], WhyNotAdvance(2, Fine(LotType.Deb) with { Status = LotStatus.Created, PassedAt = null }));
        Assert.Equal(["QC_PENDING"], WhyNotAdvance(2, Fine(LotType.Deb) with { PassedAt = null }));
        Assert.Equal(["QC_PENDING"], WhyNotAdvance(2, Fine(LotType.Deb) with { PassedAt = Now.AddMinutes(-2), HeldAt = Now.AddMinutes(-1) }));
        Assert.Equal(["QC_PENDING"], WhyNotAdvance(2, Fine(LotType.Deb) with { Status = LotStatus.Consumed, PassedAt = null }));
        Assert.Empty(WhyNotAdvance(2, Fine(LotType.Deb) with { PassedAt = Now, HeldAt = Now.AddMinutes(-1) }));
        Assert.Empty(WhyNotAdvance(3, Fine(LotType.Bulk) with { PassedAt = null }));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void A_held_lot_blocks_and_is_named_once()
    {
        var reasons = RunRules.WhyNot(RunAt(2), RunAction.Advance, new RunFacts(Line, true, 0, [Fine(LotType.Deb, "DEB-1") with { Status = LotStatus.Hold, HeldAt = Now, PassedAt = null }]), Policy, Now);
        Assert.Equal([("LOT_ON_HOLD", "DEB-1")], reasons.Select(r => (r.Code, r.LotCode!)));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void At_a_critical_step_the_latest_reading_decides()
    {
        Assert.Equal(["CCP_READING_MISSING"], WhyNotAdvance(7, Fine(LotType.Frz15) with { CcpViolation = null }));
        Assert.Equal(["CCP_READING_VIOLATING"], WhyNotAdvance(7, Fine(LotType.Frz15) with { CcpViolation = true }));
        Assert.Empty(WhyNotAdvance(7, Fine(LotType.Frz15), Fine(LotType.Frz30) with { Status = LotStatus.Rejected, CcpViolation = true }));
        Assert.Empty(WhyNotAdvance(1, Fine(LotType.Raw) with { Material = MaterialClass.Ingredient, CcpViolation = null }));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void After_the_split_rods_lie_in_a_buffer_of_their_own_weight()
    {
        Assert.Equal(["NOT_PLACED"], WhyNotAdvance(6, Fine(LotType.Skw15)));
        Assert.Equal(["NOT_PLACED"], WhyNotAdvance(6, Placed(Fine(LotType.Skw15), BufferType.Skw30)));
        Assert.Equal(["NOT_PLACED"], WhyNotAdvance(6, Placed(Fine(LotType.Skw15), BufferType.Skw15, 999)));
        Assert.Empty(WhyNotAdvance(6, Placed(Fine(LotType.Skw15), BufferType.Skw15), Placed(Fine(LotType.Skw30), BufferType.Skw30), Fine(LotType.Skw30) with { Status = LotStatus.Rejected }));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void Before_mixing_deboned_meat_is_used_or_lies_in_the_cold()
    {
        Assert.Equal(["NOT_PLACED"], WhyNotAdvance(3, Fine(LotType.Bulk), Fine(LotType.Deb)));
        Assert.Empty(WhyNotAdvance(3, Fine(LotType.Bulk), Placed(Fine(LotType.Deb), BufferType.Lk), Fine(LotType.Deb) with { Status = LotStatus.Consumed, RemainingGrams = 0 }));
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public void All_failing_guards_are_told_at_once()
    {
        var run = RunAt(7);
        run.Hold("Reefer unit failed", Now);
        Assert.Equal(["RUN_NOT_RUNNING", "QC_PENDING", "CCP_READING_MISSING", "LOT_ON_HOLD", "CCP_READING_VIOLATING"], WhyNot(RunAction.Advance, run,
            Fine(LotType.Frz15) with { Status = LotStatus.Quarantine, PassedAt = null, CcpViolation = null }, Fine(LotType.Frz30) with { Status = LotStatus.Hold, HeldAt = Now, CcpViolation = true }));
    }

    [Fact, Trait("Rule", "R-RUN-07")]
    public void Completing_needs_the_last_step_a_shipment_and_empty_pallet_places()
    {
        Assert.Equal(["NOT_AT_LAST_STEP", "NO_SHIPMENT"], WhyNot(RunAction.Complete, RunAt(9)));
        Assert.Equal(["QC_PENDING", "CCP_READING_MISSING", "NO_SHIPMENT"], WhyNot(RunAction.Complete, RunAt(10), Fine(LotType.Ship) with { Status = LotStatus.Quarantine, PassedAt = null, CcpViolation = null }));
        Assert.Equal(["LOT_ON_HOLD", "QC_PENDING"], WhyNot(RunAction.Complete, RunAt(10), Fine(LotType.Ship), Fine(LotType.Bulk) with { Status = LotStatus.Hold }, Fine(LotType.Deb) with { Status = LotStatus.Quarantine }));
        var standing = new RunFacts(Line, true, 0, [Fine(LotType.Ship)]) { StandingPallets = ["PAL-1"] };
        Assert.Equal([("PALLET_NOT_SHIPPED", "PAL-1")], RunRules.WhyNot(RunAt(10), RunAction.Complete, standing, Policy, Now).Select(r => (r.Code, r.LotCode!)));
        Assert.Empty(WhyNot(RunAction.Complete, RunAt(10), Fine(LotType.Ship), Fine(LotType.Ship) with { Status = LotStatus.Rejected }));
    }

    [Fact, Trait("Rule", "R-RUN-06")]
    public void Resuming_waits_for_held_lots_of_the_step_and_for_held_buffers()
    {
        var run = RunAt(5);
        Assert.Equal(["RUN_NOT_ON_HOLD"], WhyNot(RunAction.Resume, run));
        run.Hold("Reefer unit failed", Now);
        var stored = Fine(LotType.Mix) with { Places = [new Placement(Guid.NewGuid(), Guid.NewGuid(), "MIX-001", BufferType.Mix, true, 10)] };
        Assert.Equal(["LOT_ON_HOLD", "BUFFER_ON_HOLD"], WhyNot(RunAction.Resume, run, Fine(LotType.Skw15) with { Status = LotStatus.Hold }, stored, stored));
        Assert.Empty(WhyNot(RunAction.Resume, run, Fine(LotType.Raw) with { Status = LotStatus.Hold }));
    }

    [Fact, Trait("Rule", "R-RUN-01")]
    public void Starting_asks_for_a_published_version_and_a_free_place()
    {
        var run = Run.Create(Guid.NewGuid(), "RUN-20260124-DUNA-0001", Guid.NewGuid(), Line, "DUNA", null, People.Operator.Id, Now, isSimulated: false);
        Assert.Empty(RunRules.WhyNot(run, RunAction.Start, new RunFacts(Line, true, 5, []), Policy, Now));
        Assert.Equal(["FLOW_VERSION_NOT_PUBLISHED", "ACTIVE_RUN_LIMIT"], RunRules.WhyNot(run, RunAction.Start, new RunFacts(Line, false, 6, []), Policy, Now).Select(r => r.Code));
        Assert.Equal(["RUN_NOT_IDLE"], WhyNot(RunAction.Start, RunAt(0)));
    }

    [Fact, Trait("Rule", "R-RUN-10")]
    public void Archiving_waits_thirty_days_after_the_end()
    {
        var run = RunAt(3);
        Assert.Equal(["RUN_NOT_ENDED"], WhyNot(RunAction.Archive, run));
        run.Abort("Nothing left to save", Now);
        Assert.Equal(["RETENTION_NOT_REACHED"], RunRules.WhyNot(run, RunAction.Archive, new RunFacts(Line, true, 0, []), Policy, Now.AddDays(30).AddSeconds(-1)).Select(r => r.Code));
        Assert.Empty(RunRules.WhyNot(run, RunAction.Archive, new RunFacts(Line, true, 0, []), Policy, Now.AddDays(30)));
        run.Archive();
        Assert.Equal(["RUN_READ_ONLY"], RunRules.WhyNot(run, RunAction.Archive, new RunFacts(Line, true, 0, []), Policy, Now.AddDays(60)).Select(r => r.Code));
    }

    [Fact, Trait("Rule", "R-RUN-09")]
    public void Every_action_agrees_with_the_lifecycle_where_nothing_else_is_in_the_way()
    {
        var aborted = RunAt(0);
        aborted.Abort("Nothing left to save", Now);
        foreach (var run in new[] { RunAt(1), aborted })
        {
            foreach (var action in Enum.GetValues<RunAction>())
            {
                if (!Run.Lifecycle.Allows(run.Status, action)) Assert.NotEmpty(WhyNot(action, run, Fine(LotType.Raw)));
            }
        }
        Assert.Empty(WhyNot(RunAction.Abort, RunAt(4)));
        Assert.Equal(["RUN_READ_ONLY"], WhyNot(RunAction.Abort, aborted));
    }
}
