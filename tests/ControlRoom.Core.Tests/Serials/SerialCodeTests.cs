using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Serials;

public sealed class SerialCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    [Theory, Trait("Rule", "SER-04"), Trait("Rule", "SER-06")]
    [InlineData("MA01", SerialType.Hat, "DIAG", "2025-11-09", 57, TestPlant.HatSalt, "MA01-HAT-DIAG-20251109-00057-FJBK-O")]
    [InlineData("MA01", SerialType.Hat, "DIAG", "2025-11-09", 58, TestPlant.HatSalt, "MA01-HAT-DIAG-20251109-00058-NRM9-4")]
    [InlineData("DEF01", SerialType.Oem, "KFOB", "2026-01-01", 1, TestPlant.OemSalt, "DEF01-OEM-KFOB-20260101-00001-E3S5-H")]
    public void A_serial_is_made_as_the_vectors_say_and_read_back(string tenant, SerialType type, string sku, string day, int sequence, string salt, string expected)
    {
        var made = SerialCode.Make(tenant, type, sku, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), sequence, salt);

        Assert.Equal(expected, made.Text);
        Assert.Equal(made, SerialCode.Parse(expected));
        Assert.True(made.IsChecked && made.IsSignedWith(salt));
        Assert.False(made.IsSignedWith(salt == TestPlant.HatSalt ? TestPlant.OemSalt : TestPlant.HatSalt));
        Assert.Equal(64, made.Signature(salt).Length);
    }

    [Theory, Trait("Rule", "SER-04")]
    [InlineData("MA01-HAT-DI-AG-20251109-00057-FJBK-O")]
    [InlineData("ma01-HAT-DIAG-20251109-00057-FJBK-O")]
    [InlineData("MA01-HAT-DIAG-20251109-0057-FJBK-O")]
    [InlineData("MA01-HAT-DIAG-20250231-00057-FJBK-O")]
    [InlineData("MA01-HAT-DIAG-20250229-00057-FJBK-O")]
    [InlineData("MA01-XYZ-DIAG-20251109-00057-FJBK-O")]
    [InlineData("MA01-HAT-DIAG-20251109-00000-FJBK-O")]
    [InlineData("M-HAT-DIAG-20251109-00057-FJBK-O")]
    [InlineData("MA01-HAT-DIAGDIAGX-20251109-00057-FJBK-O")]
    [InlineData("MA01-HAT-DIAG-20251109-00057-FJB-O")]
    [InlineData("MA01-HAT-DIAG-20251109-00057-FJBK-O\n")]
    [InlineData("MA01-HAT-DIAG-20251109-٠٠٠٥٧-FJBK-O")]
    [InlineData("TEMP-DUNA-JT-20260124-DUNA-0001-1-1")]
    [InlineData("")]
    [InlineData(null)]
    public void What_has_another_form_is_no_serial(string? text) => Assert.Null(SerialCode.Parse(text));

    [Fact, Trait("Rule", "SER-04")]
    public void The_leap_day_is_a_day() => Assert.Equal(new DateOnly(2028, 2, 29), SerialCode.Parse(SerialCode.Make("DUNA", SerialType.Hat, "SR40", new(2028, 2, 29), 1, "salt").Text)!.Day);

    [Fact, Trait("Rule", "SER-07")]
    public void Every_wrong_character_is_found_and_nearly_every_swapped_pair()
    {
        var random = new Random(4);
        var (swaps, missed) = (0, 0);
        for (var sample = 0; sample < 1000; sample++)
        {
            var text = SerialCode.Make(Some(random, 2, 8), (SerialType)random.Next(2), Some(random, 2, 8), new DateOnly(2026, 1, 1).AddDays(random.Next(1000)), random.Next(1, 100_000), "salt").Text;
            var plain = text.Replace("-", "", StringComparison.Ordinal);
            Assert.True(Holds(plain));
            for (var i = 0; i < plain.Length; i++)
            {
                foreach (var c in Alphabet.Where(c => c != plain[i])) Assert.False(Holds(plain[..i] + c + plain[(i + 1)..]), $"{text}: {c} at {i}");
                if (i + 1 == plain.Length || plain[i] == plain[i + 1]) continue;
                swaps++;
                if (Holds(plain[..i] + plain[i + 1] + plain[i] + plain[(i + 2)..])) missed++;
            }
        }
        Assert.True(missed <= swaps / 100, $"{missed} of {swaps} swaps were not found");
    }

    [Fact, Trait("Rule", "SER-16")]
    public void Temporary_codes_differ_by_cycle_and_are_no_serials()
    {
        var codes = new[] { TempSerial.Of("DUNA", "JT-20260124-DUNA-0001", 1, 1), TempSerial.Of("DUNA", "JT-20260124-DUNA-0001", 2, 1), TempSerial.Of("DUNA", "JT-20260124-DUNA-0001", 1, 2) };

        Assert.Equal("TEMP-DUNA-JT-20260124-DUNA-0001-1-1", codes[0]);
        Assert.Equal(3, codes.Distinct().Count());
        Assert.All(codes, c => Assert.True(TempSerial.Is(c) && SerialCode.Parse(c) is null));
    }

    [Theory, Trait("Rule", "SER-09")]
    [InlineData(SerialType.Hat, SerialScope.Piece, LinkedSource.DagToken, true, null)]
    [InlineData(SerialType.Hat, SerialScope.Piece, LinkedSource.DagToken, false, null)]
    [InlineData(SerialType.Hat, SerialScope.Batch, LinkedSource.DagToken, true, RegistryRules.ContextMismatch)]
    [InlineData(SerialType.Hat, SerialScope.Piece, LinkedSource.JobTicket, true, RegistryRules.ContextMismatch)]
    [InlineData(SerialType.Oem, SerialScope.Batch, LinkedSource.JobTicket, false, null)]
    [InlineData(SerialType.Oem, SerialScope.Batch, LinkedSource.JobTicket, true, RegistryRules.ContextMismatch)]
    [InlineData(SerialType.Oem, SerialScope.Piece, LinkedSource.JobTicket, false, RegistryRules.ContextMismatch)]
    public void A_piece_belongs_to_a_token_and_a_batch_to_a_ticket(SerialType type, SerialScope scope, LinkedSource source, bool token, string? problem) =>
        Assert.Equal(problem, RegistryRules.WhyNoContext(type, scope, source, token ? Guid.NewGuid() : null));

    private static bool Holds(string plain) => SerialCheck.Of(plain.AsSpan()[..^1]) == plain[^1];

    private static string Some(Random random, int min, int max) => new([.. Enumerable.Range(0, random.Next(min, max + 1)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
}
