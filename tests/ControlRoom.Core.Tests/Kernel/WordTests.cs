using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using Xunit;

namespace ControlRoom.Core.Tests.Kernel;

public sealed class WordTests
{
    [Theory]
    [InlineData("InProgress", "IN_PROGRESS")]
    [InlineData("Skw15", "SKW15")]
    [InlineData("RtnUnack", "RTN_UNACK")]
    [InlineData("EndOfDayMix", "END_OF_DAY_MIX")]
    [InlineData("Hold", "HOLD")]
    public void A_member_is_spoken_in_snake_upper(string member, string word) => Assert.Equal(word, Word.SnakeUpper(member));

    [Fact]
    public void The_attribute_wins_over_the_members_name()
    {
        Assert.Equal("15", Word.Of(Sku.Kg15));
        Assert.Equal("oPRP", Word.Of(HaccpClass.Oprp));
        Assert.True(Word.TryParse<HaccpClass>("oPRP", out var parsed));
        Assert.Equal(HaccpClass.Oprp, parsed);
    }

    [Theory]
    [InlineData("running")]
    [InlineData("Running")]
    [InlineData("RUNNING ")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData(null)]
    public void Only_the_exact_word_is_read(string? text)
    {
        Assert.False(Word.TryParse<RunStatus>(text, out _));
        Assert.Throws<FormatException>(() => Word.Parse<RunStatus>(text ?? ""));
    }

    [Theory, MemberData(nameof(StoredEnums))]
    public void Every_stored_word_comes_back_as_the_member_it_was_written_from(Type type)
    {
        var words = Words(type);
        Assert.Distinct(words);
        Assert.All(words, w => Assert.InRange(w.Length, 1, 20));
        var parse = typeof(Word).GetMethod(nameof(Word.Parse))!.MakeGenericMethod(type);
        Assert.Equal(Enum.GetValues(type).Cast<object>(), words.Select(w => parse.Invoke(null, [w])));
    }

    [Fact]
    public void Json_writes_words_and_reads_nothing_else()
    {
        Assert.Equal("""{"status":"HOLD"}""", Json.Text(new { Status = RunStatus.Hold }));
        var unknown = Assert.Throws<UnknownWordException>(() => System.Text.Json.JsonSerializer.Deserialize<RunStatus>("\"PAUSED\"", Json.Options));
        Assert.Equal(Word.All<RunStatus>(), unknown.Words);
        Assert.Throws<UnknownWordException>(() => System.Text.Json.JsonSerializer.Deserialize<RunStatus>("1", Json.Options));
    }

    public static TheoryData<Type> StoredEnums()
    {
        using var db = new SqliteDialect("Data Source=:memory:").Open();
        return [.. db.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Select(p => Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType).Where(t => t.IsEnum).Distinct().OrderBy(t => t.Name)];
    }

    private static IReadOnlyList<string> Words(Type type) => (IReadOnlyList<string>)typeof(Word).GetMethod(nameof(Word.All))!.MakeGenericMethod(type).Invoke(null, null)!;
}
