using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Core.Demo;

/// <summary>
/// Empties the plant of a database that is no production, so that the demo can be played anew. Accounts, gate templates, material roles and the whole audit
/// trail stay. It is the only act that lifts guards, inside its own transaction.
/// </summary>
public sealed class ResetDemoOperation : DestructiveOperation
{
    /// <summary>Who may come in, what a gate asks, what a material can be used as, what was done and when chores ran are no part of the demo.</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "users", "login_tokens", "api_keys", "qc_gates", "material_role", "role_field", "audit_events", "audit_seals", "chore_runs", "idempotency_records" };

    public override string Noun => "ops";
    public override string Verb => "reset-demo";
    public override Permission Permission => Permission.Administer;
    public override string Entity => EntityTypes.System;
    public override bool Removes => false;
    public override string? OnlyTarget => "demo";
    public override bool IsAnnouncedExactly => false;

    public override SafetyRule Rule => new("always: in production there is nothing to skip and nothing to force.",
        "In production there is no demo; whatever is there is real.",
        "Refuses without looking. Elsewhere every table of the plant is emptied in one transaction; accounts, gate templates and the audit trail stay, and every guard stands again before it commits.",
        "all rows of the plant", "None.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Users.Where(u => u.Id == Ids.System).Select(u => new Target { Id = u.Id, Code = "demo", Name = "Demo" });

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => Task.FromResult<Refusal?>(Refusal.Conflict("NEVER_IN_PRODUCTION"));

    public override Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct)
    {
        var counts = new List<(string, Amount)>();
        foreach (var table in Emptied(db))
        {
            await using var count = await Dialect.Command(db, $"SELECT COUNT(*) FROM {table}", ct);
            counts.Add((table, new Amount(Convert.ToInt64(await count.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture))));
        }
        return Impact.Of(counts.Where(c => c.Item2.Count > 0).OrderBy(c => c.Item1, StringComparer.Ordinal));
    }

    public override Task Lock(Work work, Guid id) => work.Dialect.LockName(work.Db, "reset-demo", work.Ct);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var tables = Emptied(work.Db);
        var guards = ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => g.On == GuardOn.Delete && tables.Contains(g.Table)).ToList();
        foreach (var sql in work.Dialect.LiftScript(guards)) await Do(work, sql);
        var gone = new List<(string, Amount)>();
        foreach (var table in tables) gone.Add((table, new Amount(await Do(work, $"DELETE FROM {table}"))));
        foreach (var sql in work.Dialect.GuardScript(guards)) await Do(work, sql);
        // The play's own keys would answer a second play with the first one's results.
        await work.Db.IdempotencyRecords.Where(r => r.Method == DemoPlayer.Method).ExecuteDeleteAsync(work.Ct);
        work.Record(new Fact("DEMO_RESET", EntityTypes.System, Ids.System, null, null, null) { Metadata = new { rows = gone.Sum(g => g.Item2.Count) } });
        return Went(Impact.Of(gone.Where(g => g.Item2.Count > 0).OrderBy(g => g.Item1, StringComparer.Ordinal)));
    }

    public override async Task<bool> Holds(Work work, Target target) => (await Measure(work.Db, target, work.Ct)).Count == 0;

    public override async Task After(IServiceProvider services, CancellationToken ct)
    {
        if (services.GetRequiredService<PlantOptions>().Demo) await services.GetRequiredService<DemoPlayer>().PlayOnce(ct);
    }

    /// <summary>Children before their parents.</summary>
    private static List<string> Emptied(ControlRoomDb db)
    {
        var (ordered, seen) = (new List<string>(), new HashSet<IEntityType>());
        foreach (var entity in db.Model.GetEntityTypes().OrderBy(e => e.GetTableName(), StringComparer.Ordinal)) Visit(entity);
        ordered.Reverse();
        return [.. ordered.Where(t => !Kept.Contains(t))];

        void Visit(IEntityType entity)
        {
            if (!seen.Add(entity)) return;
            foreach (var key in entity.GetForeignKeys()) Visit(key.PrincipalEntityType);
            ordered.Add(entity.GetTableName()!);
        }
    }

    private static async Task<int> Do(Work work, string sql)
    {
        await using var command = await Dialect.Command(work.Db, sql, work.Ct);
        return await command.ExecuteNonQueryAsync(work.Ct);
    }
}
