using System.Diagnostics;
using System.Globalization;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Database;

/// <summary>The process is killed with SIGKILL; what it had acknowledged is there, and of everything else all or nothing.</summary>
public sealed class KillTests
{
    [Theory, Databases]
    public async Task A_process_killed_inside_a_command_leaves_nothing_of_it_and_the_repeat_is_the_first(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var before = await plant.Fingerprint();
        using var child = Child.Start(plant.Database, "stop inside", 1);
        Assert.Equal("inside", await child.StandardOutput.ReadLineAsync(TestPlant.Ct));

        await Kill(child);

        // PostgreSQL notices the lost connection by itself; its transaction may outlive the process by a moment.
        if (db == Db.Postgres) await plant.Column<string>($"SELECT pg_terminate_backend(pid, 5000)::text FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()");
        Assert.Equal(before, await plant.Fingerprint());
        var repeat = await Child.Command(plant, 1);
        Assert.True(repeat.Done);
        Assert.False(repeat.Replayed);
    }

    [Theory, Databases]
    public async Task A_process_killed_at_any_moment_leaves_every_command_whole_or_absent(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var first = 1;
        foreach (var commands in (int[])[1, 4, 9])
        {
            using var child = Child.Start(plant.Database, "go on", first);
            var acknowledged = 0;
            for (var i = 0; i < commands; i++) acknowledged = int.Parse((await child.StandardOutput.ReadLineAsync(TestPlant.Ct))!, CultureInfo.InvariantCulture);
            await Kill(child);
            while (await child.StandardOutput.ReadLineAsync(TestPlant.Ct) is { Length: > 0 } late && int.TryParse(late, out var number)) acknowledged = number;

            // The command after the last acknowledged one may have been committed without its answer: that is what the key is for.
            Assert.True((await Child.Command(plant, acknowledged)).Replayed);
            (await Child.Command(plant, acknowledged + 1)).Must();
            first = acknowledged + 2;
            var done = first - 1;
            Assert.Equal(done, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers WHERE code LIKE 'A-%'"));
            Assert.Equal(done, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers WHERE code LIKE 'B-%'"));
            Assert.Equal(2 * done, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events"));
            Assert.Equal(done, await plant.Scalar<int>($"SELECT COUNT(*) FROM idempotency_records"));
            Assert.Equal(done, await plant.Scalar<int>($"SELECT SUM(last_value) FROM code_sequences"));
        }
    }

    private static async Task Kill(Process child)
    {
        child.Kill();
        await child.WaitForExitAsync(TestPlant.Ct);
    }
}
