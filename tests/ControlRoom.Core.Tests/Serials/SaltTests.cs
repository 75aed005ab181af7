using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Serials;

public sealed class SaltTests
{
    private const string NoSalts = "Serials:Salts:HAT:1=";

    [Theory, Databases, Trait("Rule", "SER-08")]
    public async Task After_a_rotation_new_serials_carry_the_new_salt_and_old_ones_still_verify(Db db)
    {
        await using var plant = await Plant(db);
        var old = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Must()[0];
        var caller = plant.Admin;

        var rotated = (await plant.Get<RotateSaltHandler>().Handle(new(SerialType.Hat), caller, TestPlant.Ct)).Must();
        var repeated = (await plant.Get<RotateSaltHandler>().Handle(new(SerialType.Hat), caller, TestPlant.Ct)).Must();

        Assert.Equal((2, "ControlRoom:Serials:Salts:HAT:2"), (rotated.Version, rotated.Key));
        Assert.Null(repeated.Secret);
        var fresh = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Must()[0];
        Assert.Equal((1, 2), (old.SaltVersion, fresh.SaltVersion));
        Assert.True(SerialCode.Parse(fresh.SerialNumber)!.IsSignedWith(rotated.Secret!));
        await plant.Dispatch();
        foreach (var serial in (TicketSerial[])[old, fresh]) Assert.Equal(Verdict.Genuine, (await plant.Get<VerifyQueries>().Verify(serial.SerialNumber, false, TestPlant.Ct)).Must().Verdict);
        Assert.DoesNotContain((await plant.Events()), e => (e.NewState + e.Metadata).Contains(rotated.Secret!, StringComparison.Ordinal));
        Assert.DoesNotContain(await plant.Column<string>($"SELECT response_body FROM idempotency_records"), b => b!.Contains(rotated.Secret!, StringComparison.Ordinal));
        Assert.Equal(["ControlRoom:Serials:Salts:HAT:1", "ControlRoom:Serials:Salts:HAT:2"], await plant.Column<string>($"SELECT secret_name FROM serial_salt ORDER BY version"));
    }

    [Theory, Databases, Trait("Rule", "SER-08")]
    public async Task Production_without_a_salt_makes_no_serial(Db db)
    {
        await using var plant = await Plant(db, "Environment=production", NoSalts);
        var refused = await plant.ChangesNothing(() => plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1)));

        Assert.Equal("MISSING_SALT", refused.Refusal?.Code);
        Assert.Contains("ControlRoom:Serials:Salts:HAT:1", refused.Refusal!.Guidance() + refused.Refusal.Detail(), StringComparison.Ordinal);
        Assert.Equal([SerialType.Hat], (await plant.Get<EnsureSaltsHandler>().Handle(TestPlant.Ct)).Must().Missing);
    }

    [Theory, Databases, Trait("Rule", "SER-08")]
    public async Task Elsewhere_the_first_start_makes_one_that_only_the_owner_reads_and_a_lost_one_is_not_made_again(Db db)
    {
        await using var plant = await Plant(db, NoSalts);
        Assert.Empty((await plant.Get<EnsureSaltsHandler>().Handle(TestPlant.Ct)).Must().Missing);
        Assert.Empty((await plant.Get<EnsureSaltsHandler>().Handle(TestPlant.Ct)).Must().Missing);

        var file = Path.Combine(plant.Get<Core.Kernel.PlantOptions>().DataDirectory, "salts", "HAT-1");
        Assert.Equal(64, (await File.ReadAllTextAsync(file, TestPlant.Ct)).Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var serial = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Must()[0];
        await plant.Dispatch();

        File.Delete(file);
        Assert.Equal("MISSING_SALT", (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Refusal?.Code);
        Assert.Equal("MISSING_SALT", (await plant.Get<VerifyQueries>().Verify(serial.SerialNumber, false, TestPlant.Ct)).Refusal?.Code);
        Assert.False(File.Exists(file));
    }

    private static Task<TestPlant> Plant(Db db, params string[] settings) => TestPlant.Start(db, [.. settings, $"DataDirectory={Directory.CreateTempSubdirectory("controlroom-salts-").FullName}"]);
}
