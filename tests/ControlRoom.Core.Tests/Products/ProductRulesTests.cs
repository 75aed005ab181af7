using System.Reflection;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Products;

/// <summary>The governance of seed 000 as far as it is pure: states, classes of change, gates.</summary>
public sealed class ProductRulesTests
{
    private static readonly DateTime Then = new(2026, 1, 24, 8, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string, bool, int, int, int, int, UsageState> Fixtures => new()
    {
        { "no record", false, 0, 0, 0, 0, UsageState.Draft },
        { "one planned ticket", false, 1, 0, 0, 0, UsageState.Active },
        { "cancelled tickets only", false, 2, 0, 0, 0, UsageState.Active },
        { "completed tickets", false, 7, 0, 0, 0, UsageState.Active },
        { "a ticket in progress", false, 1, 1, 0, 0, UsageState.InProduction },
        { "a paused ticket beside completed ones", false, 5, 1, 0, 0, UsageState.InProduction },
        { "a live token of a completed ticket", false, 1, 0, 1, 0, UsageState.InProduction },
        { "an active instance without tokens", false, 1, 0, 0, 1, UsageState.InProduction },
        { "tickets, tokens and instances", false, 9, 3, 43, 3, UsageState.InProduction },
        { "retired and never used", true, 0, 0, 0, 0, UsageState.Retired },
        { "retired with history", true, 7, 0, 0, 0, UsageState.Retired },
        { "retired although something lives", true, 7, 1, 2, 1, UsageState.Retired },
    };

    [Theory, MemberData(nameof(Fixtures)), Trait("Rule", "PRD-04")]
    public void The_state_follows_from_what_exists(string story, bool retired, int tickets, int live, int tokens, int instances, UsageState state)
    {
        var use = new ProductUse(tickets, live, tokens, instances, []);
        Assert.True(state == UsageStates.Of(retired ? Then : null, use), story);
    }

    /// <summary>An oracle that looks at the words of a history instead of counting.</summary>
    [Fact, Trait("Rule", "PRD-03")]
    public void The_state_of_any_history_is_what_an_oracle_says()
    {
        var random = new Random(20260124);
        string[] words = ["PLANNED", "IN_PROGRESS", "PAUSED", "COMPLETED", "CANCELLED", "ARCHIVED"];
        for (var i = 0; i < 2000; i++)
        {
            var (history, tokens, retired) = (random.GetItems(words, random.Next(5)), random.Next(4) == 0 ? 1 : 0, random.Next(5) == 0);
            var expected = retired ? UsageState.Retired
                : tokens > 0 || history.Contains("IN_PROGRESS") || history.Contains("PAUSED") ? UsageState.InProduction
                : history.Length > 0 ? UsageState.Active : UsageState.Draft;
            Assert.Equal(expected, UsageStates.Of(retired ? Then : null, new(history.Length, history.Count(w => w is "IN_PROGRESS" or "PAUSED"), tokens, 0, [])));
        }
    }

    [Fact, Trait("Rule", "PRD-03")]
    public void No_column_holds_the_state_and_no_command_sets_it()
    {
        using var db = new SqliteDialect("Data Source=:memory:").Open();
        var columns = db.Model.GetEntityTypes().Where(e => e.ClrType.Namespace == typeof(Product).Namespace).SelectMany(e => e.GetProperties().Select(p => $"{e.GetTableName()}.{p.GetColumnName()}")).ToList();
        Assert.NotEmpty(columns);
        Assert.DoesNotContain(columns, c => c.Contains("state", StringComparison.Ordinal) || c.Contains("is_active", StringComparison.Ordinal) && !c.StartsWith("material_role.", StringComparison.Ordinal));
        Assert.DoesNotContain(typeof(Product).Assembly.GetTypes().Where(t => t.Namespace == typeof(Product).Namespace && t.Name.EndsWith("Input", StringComparison.Ordinal)).SelectMany(t => t.GetProperties()), p => p.Name.Contains("State", StringComparison.Ordinal));
    }

    [Theory, Trait("Rule", "PRD-05")]
    [InlineData(typeof(ProductInput), ChangeClassifier.Product)]
    [InlineData(typeof(ComponentInput), ChangeClassifier.Component)]
    [InlineData(typeof(MaterialInput), ChangeClassifier.Material)]
    [InlineData(typeof(BindingChoice), ChangeClassifier.Binding)]
    [InlineData(typeof(CreateRevision), ChangeClassifier.Revision)]
    [InlineData(typeof(ChangeRevision), ChangeClassifier.Revision)]
    public void Every_field_that_can_be_written_is_classified(Type input, string thing)
    {
        string[] addresses = ["product_id", "revision_no", "seen_version"];
        var fields = input.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => ControlRoomDb.Snake(p.Name)).Except(addresses).ToList();
        Assert.NotEmpty(fields);
        Assert.All(fields, f => Assert.True(ChangeClassifier.Knows(thing, f), $"{thing}.{f} is not in the classifier."));
    }

    [Theory, Trait("Rule", "PRD-06")]
    [InlineData(ChangeClassifier.Product, "name", ChangeKind.Cosmetic)]
    [InlineData(ChangeClassifier.Product, "description", ChangeKind.Cosmetic)]
    [InlineData(ChangeClassifier.Product, "notes", ChangeKind.Cosmetic)]
    [InlineData(ChangeClassifier.Product, "display_order", ChangeKind.Cosmetic)]
    [InlineData(ChangeClassifier.Component, "name", ChangeKind.Cosmetic)]
    [InlineData(ChangeClassifier.Component, "display_order", ChangeKind.Cosmetic)]
    [InlineData(ChangeClassifier.Product, "sku", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Product, "serial_sku", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Product, "uom_base", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Product, "production_line", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Component, "component_code", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Component, "component_type_code", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Material, "material_sku", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Material, "role_code", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Material, "constraints", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Material, "qty_required", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Material, "uom_code", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Binding, "flow_version_id", ChangeKind.Breaking)]
    [InlineData(ChangeClassifier.Product, "a field of next year", ChangeKind.Breaking)]
    [InlineData("a thing of next year", "name", ChangeKind.Breaking)]
    public void What_alters_the_meaning_of_production_is_breaking_and_so_is_the_unknown(string thing, string field, ChangeKind kind) => Assert.Equal(kind, ChangeClassifier.Of(thing, field));

    [Theory, Trait("Rule", "PRD-07"), Trait("Rule", "PRD-08"), Trait("Rule", "PRD-09"), Trait("Rule", "PRD-12")]
    [InlineData(UsageState.Draft, ChangeKind.Breaking, null)]
    [InlineData(UsageState.Draft, ChangeKind.Cosmetic, null)]
    [InlineData(UsageState.Active, ChangeKind.Breaking, "REVISION_REQUIRED")]
    [InlineData(UsageState.Active, ChangeKind.Cosmetic, null)]
    [InlineData(UsageState.InProduction, ChangeKind.Breaking, "REVISION_REQUIRED")]
    [InlineData(UsageState.InProduction, ChangeKind.Cosmetic, "PRODUCT_LOCKED")]
    [InlineData(UsageState.Retired, ChangeKind.Breaking, "PRODUCT_RETIRED")]
    [InlineData(UsageState.Retired, ChangeKind.Cosmetic, "PRODUCT_RETIRED")]
    public void The_matrix_of_states_and_changes(UsageState state, ChangeKind kind, string? code)
    {
        var standing = Standing(state);
        Assert.Equal(state, standing.State);
        Assert.Equal(code, ProductGates.Change(standing, kind)?.Code);
        Assert.Equal(code, ProductGates.Product(standing, [kind == ChangeKind.Breaking ? "serial_sku" : "notes"])?.Code);
        // One breaking field among cosmetic ones makes the whole request breaking.
        Assert.Equal(ProductGates.Change(standing, ChangeKind.Breaking)?.Code, ProductGates.Product(standing, ["notes", "production_line"])?.Code);
        foreach (var field in (string[])["role_code", "constraints", "material_sku", "qty_required"])
            Assert.Equal(ProductGates.Change(standing, ChangeKind.Breaking)?.Code, ProductGates.Part(standing, ChangeClassifier.Material, [field])?.Code);
        Assert.Equal(ProductGates.Change(standing, kind)?.Code, ProductGates.Part(standing, ChangeClassifier.Component, [kind == ChangeKind.Breaking ? "component_code" : "name"])?.Code);
        Assert.Equal(ProductGates.Change(standing, ChangeKind.Breaking)?.Code, ProductGates.Part(standing, ChangeClassifier.Binding, ["flow_id"])?.Code);
        Assert.Equal(state == UsageState.InProduction ? "PRODUCT_HAS_LIVE_WORK" : null, ProductGates.LiveWork(standing)?.Code);
    }

    [Fact, Trait("Rule", "PRD-11"), Trait("Rule", "PRD-22")]
    public void A_product_in_production_says_of_every_section_why_it_is_locked_and_until_when()
    {
        var standing = Standing(UsageState.InProduction);
        var may = ProductQueries.Permissions(standing);
        Assert.Equal("PRODUCT_LOCKED", may.Texts.Code);
        Assert.All([may.Identity, may.Components, may.Binding], p => Assert.Equal("REVISION_REQUIRED", p.Code));
        Assert.All([may.Texts, may.Identity, may.Components, may.Binding], p => Assert.Equal((false, Then.AddHours(9)), (p.Editable, p.UnlocksAt)));
        var refusal = ProductGates.Structure(standing)!;
        Assert.Equal((UsageState.InProduction, true, "CREATE_REVISION"), ((UsageState)refusal.Members["usage_state"]!, (bool)refusal.Members["requires_revision"]!, (string)refusal.Members["suggested_action"]!));
        Assert.Equal(["JT-1", "JT-2"], ((IReadOnlyList<BlockingTicket>)refusal.Members["blocking_tickets"]!).Select(t => t.Code));
    }

    [Fact, Trait("Rule", "PRD-11")]
    public void The_locked_product_speaks_the_words_of_the_seed()
    {
        var refusal = ProductGates.Product(Standing(UsageState.InProduction), ["notes"])!;
        Assert.Equal("Product is currently in production. Changes are locked to protect active jobs.", refusal.Detail(LocalText.English));
    }

    internal static ProductStanding Standing(UsageState state)
    {
        var product = Product.Create(Guid.NewGuid(), new(new("Állvány", "Rack"), null, null, 0), new("SR-40", "SR40", Uom.Pc, null, AccountingMethod.Fifo, TraceabilityLevel.Serial, ProductionLine.Hatthasilpa), Guid.NewGuid(), Then);
        if (state == UsageState.Retired) product.Retire("It is over now", Guid.NewGuid(), Then);
        BlockingTicket[] blocking = [new(Guid.NewGuid(), "JT-1", "IN_PROGRESS", Then.AddHours(2)), new(Guid.NewGuid(), "JT-2", "PAUSED", Then.AddHours(9))];
        return new(product, state switch
        {
            UsageState.Active => ProductUse.None with { Tickets = 1 },
            UsageState.InProduction => new(2, 2, 12, 2, blocking),
            _ => ProductUse.None,
        }, HasRevisions: true);
    }
}
