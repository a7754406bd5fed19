package mx.ine.apoyociudadano;

import com.getcapacitor.BridgeActivity;

public class MainActivity extends BridgeActivity {}
