using System.Reflection;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Audit;

public sealed class AuditTrailTests
{
    private static readonly Guid Entity = new("11111111-1111-7111-8111-111111111111"), Run = new("22222222-2222-7222-8222-222222222222");

    private static readonly Caller Caller = new(new Guid("33333333-3333-7333-8333-333333333333"), "Test", Role.Manager, SignedWith.Session, "10.0.0.7", new Guid("44444444-4444-7444-8444-444444444444"));

    private static AuditEvent Sample => AuditTrail.Event(
        new Fact("RUN_STEP_ADVANCED", EntityTypes.Run, Entity, "RUN-20260124-DUNA-0001", new { current_step_index = 1 }, new { current_step_index = 2 }) { RunId = Run, Metadata = new { notes = "Átvétel kész – ok" } },
        Caller, FakeTime.Morning.AddTicks(10));

    [Fact]
    public void The_canonical_form_never_changes_so_that_old_seals_stay_valid() =>
        Assert.Equal("be965b9376c1e96ae63c2955a8acff38f8611ec82db471c66e2ddefdef69bcf9", Sample.Hash);

    [Theory, Databases, Trait("Rule", "R-AUD-05")]
    public async Task The_hash_survives_the_way_through_the_database(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Boundary.Note(plant.Manager with { IsSimulated = true }, new Fact("RUN_HELD", EntityTypes.Run, Entity, "Ő", new { a = (int?)null }, new { kg = 1070.00m, text = "é\n\"" }) { RunId = Run, BufferId = Entity }, TestPlant.Ct);
        await plant.Boundary.Note(plant.Background, new Fact("RUN_RESUMED", EntityTypes.Run, Entity, null, null, null), TestPlant.Ct);

        await using var context = plant.Open();
        var events = await context.AuditEvents.ToListAsync(TestPlant.Ct);

        Assert.Equal(2, events.Count);
        Assert.All(events, e => Assert.Equal(e.Hash, AuditTrail.Recompute(e)));
    }

    [Theory, MemberData(nameof(Columns)), Trait("Rule", "R-AUD-05")]
    public void Touching_any_column_breaks_the_hash(string column)
    {
        var touched = Sample;
        var property = typeof(AuditEvent).GetProperty(column)!;
        object? another = property.GetValue(touched) switch
        {
            string text => text + "x",
            Guid => Guid.NewGuid(),
            bool flag => !flag,
            DateTime instant => instant.AddTicks(10),
            null when property.PropertyType == typeof(string) => "x",
            null => Guid.NewGuid(),
            var value => throw new NotSupportedException($"Teach this test about {value.GetType()}."),
        };

        property.SetValue(touched, another);

        Assert.NotEqual(touched.Hash, AuditTrail.Recompute(touched));
    }

    [Fact]
    public void Moving_text_from_one_column_to_the_next_is_noticed()
    {
        var one = AuditTrail.Event(new Fact("AB", EntityTypes.Run, Entity, null, null, null), Caller, FakeTime.Morning);
        var two = AuditTrail.Event(new Fact("A", EntityTypes.Run, Entity, "B", null, null), Caller, FakeTime.Morning);
        Assert.NotEqual(one.Hash, two.Hash);
    }

    [Fact, Trait("Rule", "R-AUD-02")]
    public void A_word_outside_the_closed_list_of_things_is_a_bug() =>
        Assert.Throws<ArgumentException>(() => AuditTrail.Event(new Fact("X", "Run", Entity, null, null, null), Caller, FakeTime.Morning));

    /// <summary>Everything but the identity columns that the database gives and the hash itself.</summary>
    public static TheoryData<string> Columns() =>
        [.. typeof(AuditEvent).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Except([nameof(AuditEvent.Id), nameof(AuditEvent.XactId), nameof(AuditEvent.Hash)])];
}
