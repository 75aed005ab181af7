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
        if (pending.Count > 0)
        {
            log.LogInformation("Applying migrations {Migrations}", string.Join(", ", pending));
            await MakeWay(db, ct);
        }
        await db.Database.MigrateAsync(ct);
        await ApplyGuards(db, ct);
    }

    /// <summary>A migration of SQLite rebuilds tables by renaming, which is refused while a trigger of another table names them. The guards come back with <see cref="ApplyGuards"/>.</summary>
    public async Task MakeWay(ControlRoomDb db, CancellationToken ct)
    {
        if (!dialect.IsEmbedded) return;
        var names = new List<string>();
        await using (var list = await Dialect.Command(db, dialect.ListGuards, ct))
        await using (var reader = await list.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        }
        foreach (var name in names)
        {
            await using var drop = await Dialect.Command(db, $"DROP TRIGGER \"{name}\"", ct);
            await drop.ExecuteNonQueryAsync(ct);
        }
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
