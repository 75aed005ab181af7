using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E.Browsers;

/// <summary>Somebody in front of a browser of their own.</summary>
public sealed class Seat(IBrowserContext context, IPage page, string name, bool traced)
{
    /// <summary>After this long what was waited for does not come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public IBrowserContext Context => context;

    public IPage Page => page;

    public ILocator Dialog => page.Locator("[aria-modal=true]");

    public ILocator Band => page.Locator("[data-band='not-live']");

    public ILocator Button(string label) => page.GetByRole(AriaRole.Button, new() { Name = label });

    /// <summary>Through the page; they are where their role begins when it is done.</summary>
    public async Task SignIn(Person person)
    {
        await page.GotoAsync("/login");
        await SignInHere(person);
        await page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.StartsWith("/login", StringComparison.Ordinal));
        await Live();
    }

    /// <summary>Fills and sends the form that is shown.</summary>
    public async Task SignInHere(Person person)
    {
        await page.GetByLabel(Ui.Text("Field.Email")).FillAsync(person.Email);
        await page.GetByLabel(Ui.Text("Field.Password"), new() { Exact = true }).FillAsync(People.Password);
        await Button(Ui.Text("Button.SignIn")).ClickAsync();
    }

    public async Task Open(string path)
    {
        await page.GotoAsync(path);
        await Live();
    }

    /// <summary>The circuit renders: what is pressed from now on is heard.</summary>
    public Task Live() => Expect(page.Locator("[data-heartbeat][data-server-time]")).ToBeAttachedAsync();

    /// <summary>From here on the page must not be loaded again.</summary>
    public Task Mark() => page.EvaluateAsync("() => { window.unbroken = true; }");

    public async Task MustBeUnbroken() => Assert.True(await page.EvaluateAsync<bool>("() => window.unbroken === true"), $"The page of {name} was loaded again.");

    /// <summary>Text is set and the field is left, as by somebody who types and goes on.</summary>
    public static async Task Fill(ILocator field, string text)
    {
        await field.FillAsync(text);
        await field.BlurAsync();
    }

    /// <param name="evidence">Where a picture and the trace are to be kept; null to keep nothing.</param>
    public async Task Leave(string? evidence)
    {
        // A test may have closed its page itself; there is nothing left to take a picture of.
        if (evidence is not null && !page.IsClosed) await page.ScreenshotAsync(new() { Path = $"{evidence}.{name}.png", FullPage = true });
        if (traced) await context.Tracing.StopAsync(evidence is null ? new() : new() { Path = $"{evidence}.{name}.zip" });
        await context.CloseAsync();
    }
}
