using System.Security.Claims;
using Bunit;
using Bunit.Extensions.WaitForHelpers;
using ControlRoom.Core;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Web.Tests.Kit;

/// <summary>Pages over a whole Core with a database of its own: what they show was stored, what they press is carried out.</summary>
public sealed class PageStage : BunitContext
{
    private readonly InCulture culture;
    private TestDatabase? database;

    private PageStage(string language)
    {
        culture = new(language);
        Services.AddSingleton<TimeProvider>(Time);
    }

    public FakeTime Time { get; } = new();

    public LogBook Logs { get; } = new();

    /// <summary>For rows past all rules.</summary>
    public TestDatabase Database => database!;

    /// <summary>The disk below the database.</summary>
    public FailingDialect Disk => (FailingDialect)Services.GetRequiredService<Dialect>();

    public ChangeFeed Feed => Services.GetRequiredService<ChangeFeed>();

    public static async Task<PageStage> Open(Person person, string language = "en")
    {
        var stage = new PageStage(language) { database = await DatabaseTemplates.Copy(Db.Sqlite) };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(TestPlant.Settings(stage.database)).Build();
        stage.Services.AddSingleton<IConfiguration>(configuration);
        stage.Services.AddLogging(logs => logs.AddProvider(stage.Logs));
        stage.Services.AddSingleton<Dialect>(new FailingDialect(stage.database));
        stage.Services.AddControlRoomCore(configuration);
        stage.Services.AddPages();
        stage.AddAuthorization().SetAuthorized(person.Name).SetClaims(new Claim(ClaimTypes.NameIdentifier, person.Id.ToString()), new Claim(ClaimTypes.Role, Word.Of(person.Role)));
        return stage;
    }

    /// <summary>
    /// Holds in the end, while the plant's clock goes on by a second every now and then: one step may come before the page has begun to wait
    /// for it.
    /// </summary>
    public void Until<T>(IRenderedComponent<T> page, Action assertion) where T : Microsoft.AspNetCore.Components.IComponent
    {
        for (var seconds = 1; ; seconds++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            try
            {
                page.WaitForAssertion(assertion, TimeSpan.FromSeconds(0.2));
                return;
            }
            catch (WaitForFailedException) when (seconds < 60)
            {
                // Another second goes by.
            }
        }
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (database is not null) await database.Drop();
        culture.Dispose();
    }
}
