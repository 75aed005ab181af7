using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Database;

/// <summary>
/// Brings the database to the model: migrations, then the guards again, because SQLite silently drops triggers when a migration rebuilds
/// their table.
/// </summary>
public sealed class Migrator(Dialect dialect, ILogger<Migrator> log)
{
    public async Task Run(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0) log.LogInformation("Applying migrations {Migrations}", string.Join(", ", pending));
        await db.Database.MigrateAsync(ct);
        await ApplyGuards(db, ct);
    }

    /// <summary>Drops and re-creates every declared guard in one transaction.</summary>
    public async Task ApplyGuards(ControlRoomDb db, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var sql in dialect.GuardScript(ControlRoomDb.Areas.SelectMany(a => a.Guards)))
        {
            await using var command = await Dialect.Command(db, sql, ct);
            await command.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
    }
}
