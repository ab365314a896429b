package cellwise.kernel;

import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import javax.imageio.ImageIO;

/** Other forms of the values that the base library's renderers spoil. */
final class Mended {
  private Mended() {}

  /** A link. */
  record Link(String address) {
    /** An anchor; the base library's has neither text nor a valid address. */
    public String html() {
      String escaped = address.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
      return "<a href=\"" + escaped + "\">" + escaped + "</a>";
    }

    @Override
    public String toString() {
      return address;
    }
  }

  /** Something else that shows what the value is, or the value itself. */
  static Object value(Object value) {
    if (value instanceof URL url) {
      return new Link(url.toString());
    }
    return value instanceof InputStream in ? image(in) : value;
  }

  /** The image that a stream holds; for one that holds none, its name. */
  private static Object image(InputStream in) {
    try {
      BufferedImage image = ImageIO.read(in);
      return image == null ? in.toString() : image;
    } catch (IOException e) {
      return in.toString();
    }
  }

  /** Makes JSON that is given as text the object that clients await. */
  static DisplayData json(DisplayData data) {
    if (data.getData(MIMEType.APPLICATION_JSON) instanceof String text) {
      try {
        data.putData(MIMEType.APPLICATION_JSON, JsonParser.parseString(text));
      } catch (JsonSyntaxException e) {
        return data; // shown as it is
      }
    }
    return data;
  }
}
