using ControlRoom.Core.Settings;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Serials;

public sealed class FlagTests
{
    [Theory, Databases, Trait("Rule", "SER-01")]
    public async Task A_site_begins_with_standard_serials_and_routing_switched_on(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var flags = await plant.Get<FlagQueries>().List(TestPlant.Ct);
        Assert.Equal([(Flag.EnableDagRouting, "ON"), (Flag.FfSerialStdHat, "ON"), (Flag.FfSerialStdOem, "OFF"), (Flag.FfVerifyPublicMode, "MINIMAL"), (Flag.IsTest, "OFF"), (Flag.SerialCode, "DUNA")], flags.Select(f => (f.Key, f.Value)));
    }

    [Theory, Databases]
    public async Task An_administrator_changes_a_flag_and_the_trail_says_so(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Flag("ENABLE_DAG_ROUTING", "OFF");
        await plant.Flag("FF_VERIFY_PUBLIC_MODE", "STANDARD");
        await plant.Flag("FF_VERIFY_PUBLIC_MODE", "STANDARD");

        var events = (await plant.Events()).Where(e => e.EventType == "FLAG_CHANGED").ToList();
        Assert.Equal(["ENABLE_DAG_ROUTING", "FF_VERIFY_PUBLIC_MODE"], events.Select(e => e.EntityCode));
        Assert.Equal(("ON", "OFF"), (AuditRead.Read(events[0].OldState, "value"), AuditRead.Read(events[0].NewState, "value")));
        Assert.Equal("FORBIDDEN", await Code(plant, plant.Manager, "IS_TEST", "ON"));
        Assert.Equal("NOT_FOUND", await Code(plant, plant.Admin, "NO_SUCH_FLAG", "ON"));
        Assert.Equal("FLAG_VALUE_INVALID", await Code(plant, plant.Admin, "IS_TEST", "maybe"));
        Assert.Equal("FLAG_VALUE_INVALID", await Code(plant, plant.Admin, "FF_VERIFY_PUBLIC_MODE", "ON"));
        Assert.Equal("SERIAL_CODE_INVALID", await Code(plant, plant.Admin, "SERIAL_CODE", "duna"));
        Assert.Equal("DONE", await Code(plant, plant.Admin, "SERIAL_CODE", "MA01"));
        Assert.StartsWith("MA01-HAT-", (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Must()[0].SerialNumber, StringComparison.Ordinal);
    }

    [Theory, Databases, Trait("Rule", "SER-16")]
    public async Task A_test_site_with_temporary_codes_stays_one_also_past_the_rules(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Flag("IS_TEST", "ON");
        await plant.Flag("IS_TEST", "OFF");
        await plant.Flag("IS_TEST", "ON");
        await plant.Flag("FF_SERIAL_STD_HAT", "OFF");
        await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1));

        Assert.Equal("TEMP_SERIALS_EXIST", await Code(plant, plant.Admin, "IS_TEST", "OFF"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => plant.Sql($"UPDATE site_settings SET is_test = {false}"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => plant.Sql($"DELETE FROM site_settings"));
    }

    [Fact, Trait("Rule", "SER-03")]
    public void The_switch_of_standard_serials_is_asked_in_one_place()
    {
        // Monitors tell whether it is on; they decide nothing by it.
        var askers = House.Source.Where(f => f.Area != "Settings" && f.Code.Any(l => l.Contains("SerialStdHat", StringComparison.Ordinal) || l.Contains("FF_SERIAL_STD_HAT", StringComparison.Ordinal))).Select(f => f.Path).ToList();
        Assert.Equal(["src/ControlRoom.Core/Serials/SerialBook.cs"], askers.Where(f => !f.Contains("/Monitors/", StringComparison.Ordinal)));
    }

    private static Task<string> Code(TestPlant plant, Core.Kernel.Caller caller, string key, string value) => Race.Code(plant.Get<SetFlagHandler>().Handle(new SetFlag(key, value), caller, TestPlant.Ct));
}
