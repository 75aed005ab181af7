using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Serials;

public sealed class OutboxCommandTests
{
    [Theory, Databases, Trait("Rule", "SER-14")]
    public async Task The_command_line_lists_messages_and_sends_one_again_with_a_reason(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1));
        var id = (await plant.Messages())[0].Id;
        Assert.Contains("OUTBOX_NOT_DEAD", (await Run("--json", "outbox", "retry", id.ToString(), "--reason", "The registry was repaired.")).Must(1).Output, StringComparison.Ordinal);
        await plant.Sql($"UPDATE serial_outbox SET status = 'DEAD', attempt_count = 10, last_error = 'away'");

        Assert.Contains("DEAD, 10 attempts: away", (await Run("outbox", "list", "--status", "DEAD")).Must(0).Output, StringComparison.Ordinal);
        Assert.Contains("WORD_UNKNOWN", (await Run("--json", "outbox", "list", "--status", "BROKEN")).Must(1).Output, StringComparison.Ordinal);
        await Run("outbox", "retry", id.ToString());
        Assert.Equal("REASON_TOO_SHORT", (await Run("--json", "outbox", "retry", id.ToString(), "--reason", "short")).Must(1).Json.GetProperty("code").GetString());
        Assert.Equal("PENDING", (await Run("--json", "outbox", "retry", id.ToString(), "--reason", "The registry was repaired.")).Must(0).Json.GetProperty("status").GetString());
        Assert.Equal("OUTBOX_RETRIED", (await plant.Words(id))[^1]);

        Task<Said> Run(params string[] arguments) => CommandLine.Run(plant.Database, [], arguments);
    }
}
